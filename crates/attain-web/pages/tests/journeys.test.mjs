// What people do every day, with scripts and without.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { company } from "./company.mjs";

let town;
before(async () => { town = await company(); }, { timeout: 400_000 });
after(async () => { await town?.stop(); });


for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`a manager follows a payout to a row, ${how}`, async () => {
    const page = await town.page("manager", { javaScriptEnabled });
    await page.goto("/company/2012-Q2");
    await page.click("text=Pamela Ansman-Wolfe");
    assert.match(await page.textContent("dl.figures"), /2,250\.00/);
    await page.click("table a:has-text('118,845.81')");
    assert.match(await page.textContent("ol.steps"), /118845\.8101 \/ 190000/);
    await page.click("a:has-text('Rows that count')");
    assert.match(await page.textContent("main"), /70 rows/);
    const [file] = await Promise.all([page.waitForEvent("download"), page.click("a:has-text('CSV')")]);
    assert.match(file.suggestedFilename(), /\.csv$/);
    assert.deepEqual(page.faults, []);
  });

  test(`an employee sees himself and nobody else, ${how}`, async () => {
    const page = await town.page("employee", { javaScriptEnabled });
    await page.goto("/");
    assert.match(page.url(), /\/people\/\d+\/2012-/);
    const other = await page.goto("/people/272/2012-Q2");
    assert.equal(other.status(), 404);
    assert.equal((await page.goto("/import")).status(), 403);
  });

  test(`an analyst changes a scale, sees what is wrong, previews and saves, ${how}`, async () => {
    const page = await town.page("analyst", { javaScriptEnabled });
    await page.goto("/catalogue/edit?file=model/scales.toml");
    const text = await page.inputValue("#text");
    await page.fill("#text", text.replace('"70 %"', '"seventy"'));
    if (javaScriptEnabled) await page.waitForSelector("#found >> text=K0103");
    else {
      await page.click("button[value=check]");
      assert.match(await page.textContent("#found"), /K0103/);
    }
    await page.fill("#text", text.replace('"70 %"', '"60 %"'));
    await page.click("button[value=preview]");
    assert.match(await page.textContent("section.preview"), /Pamela Ansman-Wolfe|Computed for/);
    await page.click("button[value=save]");
    assert.match(await page.textContent("main"), /Saved/);
    await page.goto("/catalogue/scales/sales?at=62 %25, 100 %25");
    assert.match(await page.textContent("#tried"), /62 %/);
    await page.goto("/catalogue/edit?file=model/scales.toml");
    await page.fill("#text", text);
    await page.click("button[value=save]");
    assert.match(await page.textContent("main"), /Saved/);
    assert.deepEqual(page.faults, []);
  });

  test(`a file with errors is corrected and imported, then retracted, ${how}`, async () => {
    const page = await town.page("analyst", { javaScriptEnabled });
    const year = javaScriptEnabled ? 2014 : 2015;
    const rows = (quota) => `employee_key,year,quarter,quota_date,quota\n281,${year},1,${year}-01-01,${quota}\n`;
    const upload = async (text) => {
      await page.setInputFiles("input[type=file]", { name: "quotas.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
      await page.click("button:has-text('Check the file')");
    };
    await page.goto("/import?dataset=sales_quotas");
    await upload(rows("a lot"));
    assert.match(await page.textContent("main"), /was refused/);
    assert.match(await page.textContent("tbody"), /quota.*a lot/s);
    await upload(rows("190000"));
    assert.match(await page.textContent("main"), /1 rows can be imported/);
    await page.click("button:has-text('Import')");
    assert.match(await page.textContent("main"), /counts/);
    await page.fill("input[name=reason]", "only a test");
    await page.click("button:has-text('Retract')");
    assert.match(await page.textContent("main"), /retracted/);
  });
}

test("a period is calculated, reviewed, approved by two and closed; a statement is read", async () => {
  const analyst = await town.page("analyst");
  // The budget of 2012 is not there, so the officer's scorecard is put off to whole years.
  await analyst.goto("/catalogue/edit?file=model/scorecards/finance.toml");
  await analyst.fill("#text", (await analyst.inputValue("#text")).replace('every = "quarter"', 'every = "year"'));
  await analyst.click("button[value=save]");
  assert.match(await analyst.textContent("main"), /Saved/);
  await analyst.goto("/periods");
  await analyst.selectOption("select[name=period]", "2012-Q1");
  await analyst.click("button:has-text('Calculate')");
  assert.match(await analyst.textContent("main"), /calculated/);
  while (await analyst.locator("form[action$='/stops']").count()) {
    await analyst.fill("form[action$='/stops'] input[name=reason] >> nth=0", "looked at, is right");
    await analyst.click("form[action$='/stops'] button >> nth=0");
  }
  await analyst.click("button:has-text('Submit for review')");
  assert.match(await analyst.textContent("main"), /in review/);
  for (const user of ["approver", "second"]) {
    const page = await town.page(user);
    await page.goto("/periods/2012-Q1");
    await page.click("button:has-text('Approve')");
    assert.match(await page.textContent("main"), /Approvals/);
  }
  const approver = await town.page("approver");
  await approver.goto("/periods/2012-Q1");
  assert.match(await approver.textContent("main"), /approved/);
  await approver.click("button:has-text('Close for good')");
  assert.match(await approver.textContent("main"), /closed/);
  const employee = await town.page("employee");
  const answer = await employee.goto("/statements/286/2012-Q1");
  assert.equal(answer.status(), 200);
  assert.match(await employee.textContent("main"), /statement/i);
  await employee.goto("/periods/2012-Q1/disputes");
  await employee.fill("textarea[name=text]", "Where are my resellers?");
  await employee.click("button:has-text('Raise a dispute')");
  assert.match(await employee.textContent("main"), /Where are my resellers/);
  await approver.goto("/periods/2012-Q1/disputes");
  await approver.fill("form[action$='/decide'] textarea", "They bought in the next quarter.");
  await approver.click("button:has-text('Reject')");
  assert.match(await approver.textContent("main"), /decided/);
  await approver.goto("/periods/2012-Q1/corrections/new");
  assert.match(await approver.textContent("main"), /owes nothing/);
});

test("the palette goes anywhere by the keyboard", async () => {
  const page = await town.page("manager");
  await page.goto("/company/2012-Q2");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("pamela");
  await page.waitForSelector("dialog a:has-text('Pamela')");
  await page.keyboard.press("Enter");
  await page.waitForURL(/people\/286/);
  assert.deepEqual(page.faults, []);
});

test("the first step with the keyboard leads to the content", async () => {
  const page = await town.page("manager");
  await page.goto("/company/2012-Q2");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
});

