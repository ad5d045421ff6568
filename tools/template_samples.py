#!/usr/bin/env python3
"""Writes the sample facts and the targets of the role templates.

    python3 tools/template_samples.py

The output, `templates/*/samples/*.csv` and `templates/*/data/targets.csv`, is checked in; running
this again gives the same bytes. Random numbers come from a small generator written out below, so
that no version of Python changes them. Nothing here is a real company: levels, seasons and noise
are made up to be plausible, with good quarters and bad ones.
"""

import csv
import datetime
import pathlib
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent / "templates"
Day = datetime.date

# Seven quarters: a whole year to compare with, and three quarters of the next.
MONTHS = [(2025, month) for month in range(1, 13)] + [(2026, month) for month in range(1, 10)]
QUARTERS = [(2025, quarter) for quarter in range(1, 5)] + [(2026, quarter) for quarter in range(1, 4)]

# What a month is to the year's average.
SEASON = [82, 86, 97, 102, 106, 104, 92, 88, 105, 110, 116, 112]


class Dice:
    """A linear congruential generator (Knuth's MMIX), started from a name."""

    def __init__(self, name):
        self.state = zlib.crc32(name.encode()) + 88172645463325252
        for _ in range(8):  # names that are alike start alike
            self.below(2)

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % limit

    def between(self, low, high):
        return low + self.below(high - low + 1)

    def chance(self, percent):
        return self.below(1000) < percent * 10

    def pick(self, items):
        return items[self.below(len(items))]

    def around(self, value, percent):
        """A value within so many percent of another, more often near than far."""
        spread = percent * 100
        off = (self.between(-spread, spread) + self.between(-spread, spread)) // 2
        return value * (10000 + off) // 10000


def month_end(year, month):
    after = Day(year + month // 12, month % 12 + 1, 1)
    return after - datetime.timedelta(days=1)


def day_of(dice, year, month):
    return Day(year, month, dice.between(1, month_end(year, month).day))


def working_day(day):
    return day + datetime.timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def quarter_of(month):
    return (month + 2) // 3


def quarter_months(year, quarter):
    return [(year, month) for month in range(quarter * 3 - 2, quarter * 3 + 1)]


def season(month, growth):
    """What a month is to the average of 2025, in 1/10000, growing by so many 1/10000 a month."""
    year, number = month
    age = (year - 2025) * 12 + number - 1
    return SEASON[number - 1] * (10000 + growth * age) // 100


def money(cents):
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}"


def boolean(value):
    return "true" if value else "false"


def write(path, header, rows):
    path = ROOT / path
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


# --- what all roles share ---------------------------------------------------------------------

UNITS = ["production", "finance", "commercial", "sales", "brand", "advertising", "projects", "hr"]
HEADCOUNT = {"production": 64, "finance": 8, "commercial": 6, "sales": 12, "brand": 9,
             "advertising": 4, "projects": 14, "hr": 5}
# Points of 5 in tenths: how others see a unit, and how that moves in a quarter.
SERVICE = {"production": (38, 0), "finance": (41, 0), "commercial": (39, 1), "sales": (40, 0),
           "brand": (42, 0), "advertising": (37, 1), "projects": (40, 0), "hr": (43, 0)}


def service_survey():
    rows = []
    for unit in UNITS:
        dice = Dice(f"service {unit}")
        level, drift = SERVICE[unit]
        for index, (year, quarter) in enumerate(QUARTERS):
            for number in range(1, 13):
                year_month = dice.pick(quarter_months(year, quarter))
                row = [f"{unit}-{year}q{quarter}-{number:02}", day_of(dice, *year_month), unit]
                for part in (-2, 1, 1):  # speed is what people complain about
                    mean = level + drift * index + part
                    low, rest = divmod(mean, 10)
                    score = low + (1 if dice.below(10) < rest else 0) + dice.pick([-1, 0, 0, 0, 1])
                    row.append(min(5, max(1, score)))
                rows.append(row)
    write("base/samples/service_survey.csv",
          ["answer", "answered_on", "unit", "speed", "quality", "friendliness"], rows)


def staff():
    rows = []
    dice = Dice("staff")
    for year, month in MONTHS:
        for unit in UNITS:
            heads = HEADCOUNT[unit] + (1 if year == 2026 and unit in ("production", "sales") else 0)
            leavers = sum(1 for _ in range(heads) if dice.below(1000) < 13)
            sick = dice.around(heads * (9 if month in (1, 2, 11, 12) else 6) * 100, 30) // 1000
            rows.append([month_end(year, month), unit, heads, leavers, sick])
    write("base/samples/staff.csv", ["month_end", "unit", "headcount", "leavers", "sick_days"], rows)


def personal_results(role, people):
    """Two or three goals a quarter for each person: (project, certificate) texts take turns."""
    rows = []
    for person, goals in people.items():
        dice = Dice(f"personal {person}")
        for index, (year, quarter) in enumerate(QUARTERS):
            for number in range(2 + (index + len(person)) % 2):
                kind, goal = goals[(index + number) % len(goals)]
                month = quarter_months(year, quarter)[-1 - number % 2]
                due = working_day(Day(*month, dice.between(10, 24)))
                late = dice.chance(18)
                done = due + datetime.timedelta(days=dice.between(5, 30) if late else -dice.between(0, 12))
                missed = late and dice.chance(40)
                rows.append([person, f"{year}-Q{quarter}: {goal} ({number + 1})", kind, due,
                             "" if missed else done, dice.pick([2, 3, 3, 5])])
    write(f"{role}/samples/personal_results.csv",
          ["person", "goal", "kind", "due_on", "done_on", "points"], rows)


# --- orders -----------------------------------------------------------------------------------

SELLERS = {"anna": 122, "ben": 96, "cora": 105, "dirk": 78}
TERRITORIES = ["North", "East", "South", "West"]


def order_rows():
    dice = Dice("orders")
    rows = []
    number = 1000
    for year, month in MONTHS:
        for seller, strength in SELLERS.items():
            for _ in range(dice.pick([4, 5, 5, 5, 6])):
                number += 1
                sold = working_day(day_of(dice, year, month))
                if (sold.year, sold.month) != (year, month):
                    sold = Day(year, month, 15)
                amount = dice.around(3200000 * strength * season((year, month), 60) // 1000000, 28)
                discount = dice.pick([0, 0, 0, 3, 5, 8]) + (4 if seller == "dirk" else 0)
                amount = amount * (100 - discount) // 100 // 1000 * 1000
                cost = dice.around(amount * 100 // (100 - discount) * 70 // 100, 5)
                new = dice.chance(24 if seller != "ben" else 15)
                customer = f"{'N' if new else 'C'}{dice.between(100, 139)}"
                due = sold + datetime.timedelta(days=30)
                delay = dice.pick([-4, -2, 0, 0, 0, 3, 5, 9, 12, 28, 41])
                paid = due + datetime.timedelta(days=delay)
                rows.append([f"O{number}", sold, seller, customer, dice.pick(TERRITORIES),
                             boolean(new), amount, cost, due,
                             paid if paid <= Day(2026, 11, 20) else ""])
    return rows


def orders(rows):
    shown = [row[:6] + [money(row[6]), money(row[7])] + row[8:] for row in rows]
    write("orders/samples/orders.csv",
          ["order", "sold_on", "seller", "customer", "territory", "new_customer", "amount", "cost",
           "due_on", "paid_on"], shown)


def month_sum(rows, months, date, amount):
    months = set(months)
    return sum(row[amount] for row in rows if (row[date].year, row[date].month) in months)


# --- product and marketing --------------------------------------------------------------------

PRODUCTS = [("Kettle", Day(2022, 3, 1)), ("Mixer", Day(2023, 9, 1)), ("Grill", Day(2024, 10, 1)),
            ("Toaster", Day(2025, 6, 1)), ("Steamer", Day(2026, 2, 1))]
CHANNELS = [("search", 1400000, 210), ("social", 1100000, 150), ("retail displays", 900000, 120),
            ("press", 500000, 80), ("fairs", 700000, 105)]


def brand_rows():
    dice = Dice("brand")
    rows = []
    number = 0
    for year, month in MONTHS:
        for _ in range(dice.between(14, 18)):
            number += 1
            sold = day_of(dice, year, month)
            alive = [product for product in PRODUCTS if product[1] <= sold]
            product, launched = alive[-1] if dice.chance(24) else dice.pick(alive)
            amount = dice.around(1950000 * season((year, month), 70) // 10000, 30) // 100 * 100
            rows.append([f"D{number:04}", sold, "brand", product, launched,
                         dice.pick(["North", "South", "Abroad"]), amount,
                         dice.around(amount * 58 // 100, 6)])
    return rows


def brand(rows):
    write("head-of-commercial-marketing/samples/brand_sales.csv",
          ["delivery", "sold_on", "unit", "product", "launched_on", "region", "amount", "cost"],
          [row[:6] + [money(row[6]), money(row[7])] for row in rows])
    dice = Dice("campaigns")
    campaigns, tracking = [], []
    for index, (year, month) in enumerate(MONTHS):
        for channel, budget, back in CHANNELS:
            planned = budget * SEASON[month - 1] // 100
            spend = dice.around(planned, 9)
            contribution = dice.around(spend * back // 100, 18)
            campaigns.append([month_end(year, month), "brand", channel, money(planned), money(spend),
                              money(contribution)])
        for segment, know, love in [("18-34", 31, 52), ("35-54", 38, 47), ("55+", 27, 44)]:
            asked = dice.between(180, 220)
            tracking.append([month_end(year, month), "brand", segment, asked,
                             dice.around(asked * (know * 10 + index * 3), 5) // 1000,
                             dice.around(asked * love * 10, 8) // 1000,
                             dice.around(asked * 170, 15) // 1000])
    write("head-of-commercial-marketing/samples/brand_campaigns.csv",
          ["month_end", "unit", "channel", "budget", "spend", "contribution"], campaigns)
    write("head-of-commercial-marketing/samples/brand_tracking.csv",
          ["month_end", "unit", "segment", "asked", "know", "promoters", "detractors"], tracking)


# --- accounts ---------------------------------------------------------------------------------

# unit, account, kind, cents a month, whether it moves with the season.
ACCOUNTS = [
    ("production", "transfers to sales", "transfer", 56000000, True),
    ("production", "material", "variable", 27500000, True),
    ("production", "energy", "variable", 2600000, True),
    ("production", "wages", "variable", 8800000, True),
    ("production", "depreciation", "fixed", 3900000, False),
    ("production", "maintenance", "fixed", 1700000, False),
    ("production", "rent", "fixed", 1500000, False),
    ("commercial", "wages and commission", "fixed", 9400000, False),
    ("commercial", "freight", "variable", 3100000, True),
    ("brand", "marketing", "variable", 4600000, True),
    ("brand", "wages", "fixed", 4700000, False),
    ("projects", "project revenue", "revenue", 18000000, False),
    ("projects", "subcontractors", "variable", 9600000, False),
    ("projects", "wages", "fixed", 4600000, False),
    ("finance", "wages", "fixed", 3500000, False),
    ("finance", "audit and systems", "fixed", 900000, False),
    ("finance", "interest", "finance", 2000000, False),
    ("hr", "wages", "fixed", 1800000, False),
    ("hr", "recruitment and training", "fixed", 800000, False),
    ("company", "management", "fixed", 5200000, False),
    ("company", "offices", "fixed", 2400000, False),
]


def account_rows(order_list, brand_list):
    dice = Dice("accounts")
    rows = []
    for year, month in MONTHS:
        end = month_end(year, month)
        for unit, sales, planned in [("commercial", order_list, 63000000), ("brand", brand_list, 31300000)]:
            amount = month_sum(sales, [(year, month)], 1, 6)
            budget = planned * season((year, month), 65) // 10000 // 100000 * 100000
            rows.append([end, unit, "sales", "revenue", amount, budget])
        for unit, account, kind, cents, moves in ACCOUNTS:
            budget = cents * (season((year, month), 55) if moves else 10000) // 10000 // 10000 * 10000
            actual = dice.around(budget, 2 if kind == "transfer" else 4 if moves else 2)
            # The second quarter of 2026 was dear in production, and a machine stood still.
            if unit == "production" and year == 2026 and quarter_of(month) == 2:
                actual = actual * (97 if kind == "transfer" else 102) // 100
            rows.append([end, unit, account, kind, actual, budget])
    return rows


def accounts(rows):
    write("accounts/samples/accounts.csv",
          ["month_end", "unit", "account", "kind", "actual", "budget"],
          [row[:4] + [money(row[4]), money(row[5])] for row in rows])


def account_sum(rows, months, wanted, column):
    months = set(months)
    return sum(row[column] for row in rows
               if (row[0].year, row[0].month) in months and wanted(row))


def profit(rows, months, column):
    return (account_sum(rows, months, lambda row: row[3] == "revenue", column)
            - account_sum(rows, months, lambda row: row[3] in ("variable", "fixed", "finance"), column))


def production_profit(rows, months, column):
    def of(*kinds):
        return account_sum(rows, months, lambda row: row[1] == "production" and row[3] in kinds, column)
    return of("transfer") - of("variable", "fixed")


def receivables():
    dice = Dice("receivables")
    rows = []
    for index, (year, month) in enumerate(MONTHS):
        for unit, count, level in [("commercial", 8, 9800000), ("brand", 4, 8200000)]:
            for number in range(count):
                weight = 150 - 100 * number // count
                amount = dice.around(level * weight * season((year, month), 40) // 1000000, 20)
                share = dice.between(2, 36) - index // 3 + (6 if unit == "commercial" and (year, month) in
                                                           [(2025, 8), (2026, 2), (2026, 3)] else 0)
                rows.append([month_end(year, month), f"{unit[0].upper()}{number + 1:02}", unit,
                             money(amount), money(amount * max(share, 0) // 100)])
    write("receivables/samples/receivables.csv", ["as_of", "customer", "unit", "amount", "overdue"], rows)


# --- production -------------------------------------------------------------------------------

def production():
    dice = Dice("production")
    rows = []
    number = 0
    for year, month in MONTHS:
        for index in range(14):
            number += 1
            line, product = [("A", "Kettle"), ("A", "Toaster"), ("B", "Mixer"), ("B", "Grill")][index % 4]
            planned = 900 * SEASON[month - 1] // 100 // 10 * 10
            stop = year == 2026 and quarter_of(month) == 2 and line == "B"
            made = planned * dice.pick([86, 92, 95, 97, 98, 99, 100, 101, 102, 104]) // 100
            made = made * (91 if stop else 100) // 100
            scrap = made * dice.pick([12, 16, 20, 24, 28, 34, 45]) // 1000 * (2 if stop else 1)
            rows.append([f"B{number:04}", working_day(day_of(dice, year, month).replace(day=2 + index * 2)),
                         "production", line, product, planned, made - scrap // 2, scrap])
    write("production-manager/samples/production_output.csv",
          ["batch", "finished_on", "unit", "line", "product", "planned", "good", "scrap"], rows)
    launches = []
    for index, (year, quarter) in enumerate(QUARTERS):
        for number in range(3 + index % 2):
            due = working_day(Day(*quarter_months(year, quarter)[number % 3], dice.between(5, 25)))
            late = dice.chance(22)
            done = due + datetime.timedelta(days=dice.between(8, 60) if late else -dice.between(0, 15))
            launches.append([f"P{year % 100}{quarter}{number + 1}", "production", due, done])
    write("production-manager/samples/production_launches.csv",
          ["product", "unit", "due_on", "launched_on"], launches)


# --- finance ----------------------------------------------------------------------------------

def finance():
    dice = Dice("finance")
    rows = []
    day = Day(2025, 1, 3)
    while day <= Day(2026, 9, 25):
        year, month = day.year, day.month
        actual = dice.around(24000000 * season((year, month), 30) // 10000, 25)
        forecast = dice.around(actual, 14 if (year, quarter_of(month)) != (2025, 3) else 26)
        debt = 410000000 - (day - Day(2025, 1, 3)).days * 40000
        interest = dice.around(debt * 57 // 1000 // 52, 6)
        rows.append([day, "finance", money(forecast), money(actual), money(debt), money(interest)])
        day += datetime.timedelta(days=7)
    write("head-of-finance/samples/finance_cash.csv",
          ["week_ending", "unit", "forecast", "actual", "debt", "interest"], rows)
    reports = []
    names = ["accounts", "cash", "cost centres", "margins", "receivables", "projects"]
    for year, month in MONTHS:
        for number, name in enumerate(names):
            due = working_day(Day(year, month, 6 + number * 3))
            late = dice.chance(8)
            done = due + datetime.timedelta(days=dice.between(1, 6) if late else -dice.between(0, 2))
            reports.append([f"{name} {year}-{month:02}", "finance", due, done,
                            dice.pick([1, 1, 2, 3]) if dice.chance(9) else 0])
    write("head-of-finance/samples/finance_reports.csv",
          ["report", "unit", "due_on", "delivered_on", "corrections"], reports)


# --- commercial -------------------------------------------------------------------------------

def outlets():
    dice = Dice("outlets")
    rows = []
    number = 0
    for year, month in MONTHS:
        for seller in SELLERS:
            for _ in range(1 + (dice.below(100) < 45)):
                number += 1
                rows.append([f"S{number:03}", day_of(dice, year, month), seller,
                             dice.pick(TERRITORIES), boolean(dice.chance(70))])
    write("head-of-commercial/samples/commercial_outlets.csv",
          ["outlet", "opened_on", "seller", "territory", "bought_again"], rows)


# --- projects ---------------------------------------------------------------------------------

PROJECTS = {"mara": ["Harbour kitchen", "School canteens"], "milan": ["Hotel lobby", "Clinic east"]}


def projects():
    dice = Dice("projects")
    milestones, costs, scope, ratings = [], [], [], []
    for year, month in MONTHS:
        for manager, names in PROJECTS.items():
            good = 84 if manager == "mara" else 76
            for project in names:
                short = "".join(word[0] for word in project.split()).upper()
                key = f"{short}-{year % 100}{month:02}"
                for number in range(2):
                    due = working_day(Day(year, month, 8 + number * 14))
                    late = not dice.chance(good)
                    done = due + datetime.timedelta(days=dice.between(3, 40) if late else -dice.between(0, 5))
                    milestones.append([f"{key}-M{number + 1}", project, manager, due, done])
                planned = dice.around(4500000 + len(project) * 20000, 15)
                earned = dice.around(planned * (98 if manager == "mara" else 94) // 100, 8)
                actual = dice.around(earned * (103 if manager == "mara" else 106) // 100, 9)
                costs.append([month_end(year, month), project, manager, money(planned), money(earned),
                              money(actual)])
                for number in range(4):
                    due = Day(year, month, 4 + number * 6)
                    accepted = due + datetime.timedelta(
                        days=dice.between(-3, 7) if dice.chance(good + 4) else dice.between(8, 35))
                    refused = dice.chance(5)
                    scope.append([f"{key}-S{number + 1}", project, manager, due,
                                  "" if refused else accepted,
                                  0 if refused else dice.pick([0, 0, 0, 0, 1, 1, 2])])
                if month % 3 == 0:
                    for number in range(3):
                        ratings.append([f"{key}-R{number + 1}", project, manager,
                                        Day(year, month, 12 + number * 4),
                                        dice.pick([3, 4, 4, 4, 5, 5] if manager == "mara" else [3, 3, 4, 4, 4, 5])])
    write("project-manager/samples/project_milestones.csv",
          ["milestone", "project", "manager", "due_on", "done_on"], milestones)
    write("project-manager/samples/project_costs.csv",
          ["month_end", "project", "manager", "planned", "earned", "actual"], costs)
    write("project-manager/samples/project_scope.csv",
          ["item", "project", "manager", "due_on", "accepted_on", "defects"], scope)
    write("project-manager/samples/project_ratings.csv",
          ["rating", "project", "manager", "rated_on", "score"], ratings)


# --- the company as its owners see it ---------------------------------------------------------

def director(account_list):
    dice = Dice("director")
    balance, market, clients = [], [], []
    equity, debt = 820000000, 540000000
    for index, (year, month) in enumerate(MONTHS):
        earned = profit(account_list, [(year, month)], 4) * 72 // 100
        equity += earned - (9000000 if month % 3 == 0 else 0)
        debt -= 2200000
        balance.append([month_end(year, month), money(equity), money(debt), money(earned)])
        sold = account_sum(account_list, [(year, month)], lambda row: row[3] == "revenue", 4)
        for segment, part, share in [("trade", 55, 125), ("consumer", 28, 86), ("projects", 17, 148)]:
            own = sold * part // 100
            market.append([month_end(year, month), segment, money(own),
                           money(dice.around(own * 1000 // (share + index // 2), 5))])
        for number in range(20):
            clients.append([f"N{year % 100}{month:02}-{number + 1:02}", day_of(dice, year, month),
                            dice.pick([4, 6, 7, 8, 8, 9, 9, 9, 10, 10, 10])])
    write("general-director/samples/director_balance.csv",
          ["month_end", "equity", "debt", "profit"], balance)
    write("general-director/samples/director_market.csv",
          ["month_end", "segment", "own_sales", "market"], market)
    write("general-director/samples/director_clients.csv", ["answer", "answered_on", "score"], clients)


# --- sales, advertising, hiring ---------------------------------------------------------------

def sales():
    dice = Dice("sales")
    offers, voices = [], []
    number = 0
    for year, month in MONTHS:
        for seller, strength in SELLERS.items():
            for _ in range(7):
                number += 1
                offers.append([f"F{number:04}", day_of(dice, year, month), seller,
                               f"C{dice.between(100, 139)}",
                               money(dice.around(3000000, 40) // 10000 * 10000),
                               boolean(dice.chance(strength * 38 // 100))])
            for index in range(3):
                voices.append([f"V{year % 100}{month:02}-{seller}-{index + 1}",
                               day_of(dice, year, month), seller, dice.pick([3, 4, 4, 4, 5, 5])])
    write("sales/samples/sales_offers.csv",
          ["offer", "offered_on", "seller", "customer", "amount", "won"], offers)
    write("sales/samples/sales_voices.csv", ["answer", "answered_on", "seller", "score"], voices)


def advertising():
    dice = Dice("advertising")
    leads, spend = [], []
    number = 0
    for year, month in MONTHS:
        for _ in range(dice.around(28 * SEASON[month - 1] // 100, 12)):
            number += 1
            region = dice.pick(["North", "South", "West", "East", "East", "elsewhere"])
            qualified = dice.chance(58)
            leads.append([f"L{number:04}", day_of(dice, year, month), "ada",
                          dice.pick(["search", "social", "press", "fair"]), region, boolean(qualified),
                          boolean(qualified and region != "elsewhere" and dice.chance(34))])
        for channel, planned in [("search", 160000), ("social", 120000), ("press", 60000),
                                 ("fair", 70000), ("print", 40000)]:
            planned = planned * SEASON[month - 1] // 100
            spend.append([month_end(year, month), "ada", channel, money(planned),
                          money(dice.around(planned, 14))])
    write("advertising/samples/advertising_leads.csv",
          ["lead", "arrived_on", "specialist", "channel", "region", "qualified", "became_customer"], leads)
    write("advertising/samples/advertising_spend.csv",
          ["month_end", "specialist", "channel", "planned", "spent"], spend)


def hiring():
    dice = Dice("hiring")
    rows = []
    number = 0
    for year, month in MONTHS:
        for _ in range(6 if month not in (7, 8, 12) else 4):
            number += 1
            closed = working_day(day_of(dice, year, month))
            if closed.month != month:
                closed = Day(year, month, 15)
            interviews = dice.between(4, 11)
            fits = dice.chance(88)
            rows.append([f"V{number:03}", "rosa", dice.pick(UNITS),
                         closed - datetime.timedelta(days=dice.between(18, 62)), closed, boolean(fits),
                         boolean(dice.chance(89 if fits else 45)), interviews,
                         interviews * dice.between(38, 66), money(dice.around(190000, 35)),
                         dice.pick([3, 4, 4, 5, 5] if fits else [2, 3, 3])])
    write("hr-specialist/samples/hr_vacancies.csv",
          ["vacancy", "recruiter", "unit", "opened_on", "closed_on", "fits_profile", "stayed",
           "interviews", "minutes", "cost", "manager_score"], rows)


# --- targets ----------------------------------------------------------------------------------

HEADER = ["kpi", "position", "period", "minimum", "target", "desired", "baseline", "benchmark"]


def percent(tenths):
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest} %" if rest else f"{whole} %"


def levels(kpi, minimum, target, desired, baseline="", benchmark=""):
    """One line for all periods."""
    return [kpi, "", "", minimum, target, desired, baseline, benchmark]


def planned(kpi, period, amount, benchmark, low=85, high=112, step=1):
    """A line for one period: the planned amount, and two levels around it."""
    def cut(value):
        return value // step * step
    return [kpi, "", period, cut(amount * low // 100), cut(amount), cut(amount * high // 100), "", benchmark]


def quarterly(kpi, plan, reached, low=85, high=112, step=1000):
    """A line for each quarter: the plan, but at most a quarter more than what the same quarter of
    the year before reached, which is the benchmark."""
    rows = []
    for year, quarter in QUARTERS:
        before = reached(quarter_months(year - 1, quarter)) if year == 2026 else ""
        amount = plan(quarter_months(year, quarter))
        if before:
            amount = min(amount, before * 125 // 100)
        rows.append(planned(kpi, f"{year}-Q{quarter}", amount, before, low, high, step))
    return rows


def monthly(kpi, plan, low=75, high=120, step=1):
    return [planned(kpi, f"{year}-{month:02}", plan((year, month)), "", low, high, step)
            for year, month in MONTHS]


def targets(role, *groups):
    rows = []
    for group in groups:
        rows.extend(group if isinstance(group[0], list) else [group])
    write(f"{role}/data/targets.csv", HEADER, rows)


def volumes(kpi, units_a_month, low=85, high=115, step=1, months=3):
    """A plan indicator that follows the season, by quarter or by month."""
    if months == 1:
        return monthly(kpi, lambda month: units_a_month * SEASON[month[1] - 1] // 100, low, high, step)
    return quarterly(kpi, lambda all_months: sum(units_a_month * SEASON[month - 1] // 100
                                                 for _, month in all_months), lambda _: "", low, high, step)


def all_targets(orders_list, brand_list, account_list):
    def company_profit(column):
        return lambda months: profit(account_list, months, column) // 100

    def made(column):
        return lambda months: production_profit(account_list, months, column) // 100

    def revenue(column):
        return lambda months: account_sum(account_list, months, lambda row: row[3] == "revenue", column) // 100

    def sold(rows):
        return lambda months: month_sum(rows, months, 1, 6) // 100

    def budgeted(unit):
        return lambda months: account_sum(
            account_list, months, lambda row: row[1] == unit and row[3] == "revenue", 5) // 100

    targets("production-manager",
            volumes("production_volume", 12400, step=100),
            quarterly("production_profit", made(5), made(4), low=80, high=112),
            levels("production_plan", "92 %", "96 %", "99 %", "85 %", "97 %"),
            levels("production_launches_due", "2", "3", "4"),
            levels("production_new_products", "50 %", "75 %", "100 %", "25 %", "80 %"),
            levels("production_budget", "104 %", "100 %", "96 %", "110 %", "98 %"),
            levels("production_fixed_share", "17.5 %", "15.5 %", "14 %", "20 %", "15 %"),
            levels("production_scrap", "4 %", "3 %", "2 %", "6 %", "2.5 %"),
            levels("production_service", "3.5", "4", "4.5", "3", "4.1"),
            levels("production_turnover", "6 %", "4 %", "2.5 %", "9 %", "4 %"),
            levels("production_personal", "60 %", "90 %", "100 %"))
    targets("head-of-finance",
            quarterly("finance_revenue", revenue(5), revenue(4), low=90, high=108),
            quarterly("finance_profit", company_profit(5), company_profit(4), low=75, high=120),
            levels("finance_cash_accuracy", "92 %", "95 %", "97 %", "85 %", "96 %"),
            levels("finance_cost_of_debt", "6.2 %", "5.7 %", "5.3 %", "7.5 %", "5.5 %"),
            levels("finance_receivables", "1250000", "1050000", "950000"),
            levels("finance_overdue_share", "20 %", "16 %", "12 %", "28 %", "15 %"),
            volumes("finance_reports_delivered", 6, low=90, high=110),
            levels("finance_reports_right", "75 %", "88 %", "96 %", "60 %", "90 %"),
            levels("finance_service", "3.6", "4.1", "4.5", "3", "4.2"),
            levels("finance_turnover", "8 %", "5 %", "0 %", "15 %", "5 %"),
            levels("finance_personal", "60 %", "90 %", "100 %"))
    targets("head-of-commercial",
            levels("commercial_orders", "50", "60", "70"),
            quarterly("commercial_turnover", budgeted("commercial"), sold(orders_list), low=88, high=110),
            levels("commercial_margin", "23 %", "26 %", "29 %", "18 %", "27 %"),
            levels("commercial_outlets_opened", "14", "18", "22"),
            levels("commercial_new_outlets", "8", "12", "15", "", "13"),
            levels("commercial_new_share", "15 %", "21 %", "27 %", "9 %", "22 %"),
            levels("commercial_receivables", "950000", "800000", "700000"),
            levels("commercial_overdue_share", "22 %", "17 %", "12 %", "30 %", "15 %"),
            levels("commercial_service", "3.6", "4.1", "4.5", "3", "4.2"),
            levels("commercial_turnover_of_staff", "8 %", "4 %", "0 %", "15 %", "5 %"),
            levels("commercial_personal", "60 %", "90 %", "100 %"))
    targets("head-of-commercial-marketing",
            levels("brand_deliveries", "42", "48", "54"),
            quarterly("brand_turnover", budgeted("brand"), sold(brand_list), low=88, high=112),
            levels("brand_margin", "38 %", "41 %", "44 %", "34 %", "42 %"),
            levels("brand_new_product_share", "28 %", "38 %", "48 %", "15 %", "35 %"),
            volumes("brand_spend", 46000, low=106, high=94, step=100),
            levels("brand_marketing_return", "1.2", "1.45", "1.7", "1", "1.4"),
            levels("brand_awareness", "32 %", "35 %", "38 %", "28 %", "36 %"),
            levels("brand_recommendation", "22 %", "30 %", "38 %", "10 %", "32 %"),
            levels("brand_receivables", "420000", "360000", "310000"),
            levels("brand_overdue_share", "22 %", "17 %", "12 %", "30 %", "15 %"),
            quarterly("brand_company_profit", company_profit(5), company_profit(4), low=75, high=120),
            levels("brand_service", "3.7", "4.2", "4.6", "3", "4.2"),
            levels("brand_personal", "60 %", "90 %", "100 %"))
    targets("project-manager",
            levels("project_milestones_due", "10", "12", "14"),
            levels("project_time", "65 %", "85 %", "95 %", "50 %", "80 %"),
            levels("project_budget", "1.12", "1.04", "0.98", "1.3", "1.05"),
            levels("project_items_accepted", "18", "23", "24"),
            levels("project_scope", "65 %", "85 %", "95 %", "50 %", "85 %"),
            levels("project_quality", "0.8", "0.5", "0.3", "1.2", "0.55"),
            levels("project_satisfaction", "3.5", "4.1", "4.6", "3", "4.2"),
            levels("project_service", "3.5", "4.1", "4.5", "3", "4.2"),
            levels("project_personal", "60 %", "90 %", "100 %"))
    targets("general-director",
            quarterly("director_revenue", revenue(5), revenue(4), low=90, high=108),
            quarterly("director_profit", company_profit(5), company_profit(4), low=90, high=115),
            levels("director_return", "12 %", "16 %", "20 %", "", "15 %"),
            levels("director_market_share", "10.5 %", "11.5 %", "12.5 %", "", "12 %"),
            levels("director_leverage", "0.7", "0.6", "0.5", "", "0.6"),
            levels("director_recommendation", "30 %", "40 %", "50 %", "", "38 %"),
            levels("director_staff_turnover", "5 %", "4 %", "3 %", "", "4 %"),
            levels("director_personal", "60 %", "90 %", "100 %"))
    targets("sales",
            levels("sales_orders", "4", "5", "6"),
            monthly("sales_turnover",
                    lambda month: 160000 * season(month, 60) // 10000, low=60, high=120, step=100),
            levels("sales_margin", "20 %", "25 %", "30 %", "15 %", "26 %"),
            levels("sales_offers_made", "5", "7", "9"),
            levels("sales_conversion", "25 %", "38 %", "50 %", "10 %", "35 %"),
            levels("sales_paid_late", "40 %", "15 %", "5 %", "60 %", "18 %"),
            levels("sales_voice", "3.5", "4.1", "4.6", "3", "4.2"),
            monthly("sales_unit_turnover",
                    lambda month: 640000 * season(month, 60) // 10000, low=80, high=120, step=100),
            levels("sales_personal", "60 %", "90 %", "100 %"))
    targets("advertising",
            volumes("advertising_leads_all", 28, months=1),
            monthly("advertising_qualified", lambda month: 12 * SEASON[month[1] - 1] // 100, low=70, high=130),
            volumes("advertising_spent", 4500, low=106, high=94, step=10, months=1),
            levels("advertising_cost_of_lead", "460", "350", "280", "650", "340"),
            levels("advertising_customers", "5 %", "12 %", "20 %", "0 %", "13 %"),
            levels("advertising_budget", "92 %", "97 %", "102 %"),
            levels("advertising_service", "3.4", "3.9", "4.4", "3", "4"),
            levels("advertising_personal", "60 %", "90 %", "100 %"))
    targets("hr-specialist",
            levels("hr_vacancies_closed", "12", "16", "20"),
            levels("hr_right_hires", "60 %", "80 %", "92 %", "40 %", "80 %"),
            levels("hr_days_to_hire", "48", "40", "32", "60", "38"),
            levels("hr_cost_of_hire", "3000", "2400", "2000", "4000", "2300"),
            levels("hr_interviews_held", "90", "115", "140"),
            levels("hr_interview_time", "40", "50", "60"),
            levels("hr_manager_voice", "3.5", "4.1", "4.6", "3", "4.2"),
            levels("hr_staff_turnover", "6 %", "4 %", "3 %", "8 %", "4 %"),
            levels("hr_personal", "60 %", "90 %", "100 %"))


PERSONAL = {
    "production-manager": {"peter": [("project", "shorten the change of tools on line B"),
                                     ("certificate", "safety officer, refreshed"),
                                     ("project", "supplier audit of material"),
                                     ("project", "a deputy for each shift")]},
    "head-of-finance": {"fiona": [("project", "close the month in five days"),
                                  ("certificate", "standards of accounting, update"),
                                  ("project", "one treasury for all units")]},
    "head-of-commercial": {"carl": [("project", "price list without exceptions"),
                                    ("project", "contract with a chain of outlets"),
                                    ("certificate", "negotiation, second level")]},
    "head-of-commercial-marketing": {"bianca": [("project", "brief for the next product"),
                                                ("project", "one agency instead of three"),
                                                ("certificate", "market research")]},
    "project-manager": {"mara": [("certificate", "project management, next level"),
                                 ("project", "lessons of the harbour kitchen written down")],
                        "milan": [("project", "risk register for all projects"),
                                  ("certificate", "project management, first level")]},
    "general-director": {"helen": [("project", "a successor for each head"),
                                   ("project", "strategy reviewed with the owners"),
                                   ("project", "a contract above a million signed")]},
    "sales": {person: [("certificate", "product training"), ("project", "plan for ten customers")]
              for person in SELLERS},
    "advertising": {"ada": [("certificate", "analytics"), ("project", "landing page tested")]},
    "hr-specialist": {"rosa": [("project", "structured interview guide"),
                               ("certificate", "labour law, update"),
                               ("project", "onboarding plan for each position")]},
}


def main():
    service_survey()
    staff()
    order_list, brand_list = order_rows(), brand_rows()
    account_list = account_rows(order_list, brand_list)
    orders(order_list)
    brand(brand_list)
    accounts(account_list)
    receivables()
    production()
    finance()
    outlets()
    projects()
    director(account_list)
    sales()
    advertising()
    hiring()
    for role, people in PERSONAL.items():
        personal_results(role, people)
    all_targets(order_list, brand_list, account_list)


if __name__ == "__main__":
    main()
