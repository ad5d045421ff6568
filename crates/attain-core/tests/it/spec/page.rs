//! A page of the specification, cut into blocks.

use std::fmt;
use std::ops::Range;

/// A page: its text, and the fenced blocks in it.
#[derive(Debug)]
pub(super) struct Page<'t> {
    pub(super) name: String,
    pub(super) text: &'t str,
    pub(super) blocks: Vec<Block>,
    /// What is wrong with its blocks, whatever they hold.
    pub(super) errors: Vec<String>,
}

/// A fenced block.
#[derive(Debug)]
pub(super) struct Block {
    /// What stands behind the fence: `table scale sales`.
    info: String,
    /// The line of its fence, from 1.
    pub(super) line: usize,
    /// Its section: the number of headings before it.
    pub(super) section: usize,
    /// Where its content stands in the page.
    pub(super) body: Range<usize>,
    content: String,
}

/// What a runner is given.
#[derive(Debug)]
pub(super) struct Case<'p> {
    /// The `toml` blocks of the section, in order.
    pub(super) models: Vec<Model<'p>>,
    /// The words behind the kind: `sales`.
    pub(super) arguments: Vec<&'p str>,
    /// The table as it stands.
    pub(super) table: Table,
}

/// A `toml` block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Model<'p> {
    /// The word behind `toml`, a file's name; empty if there is none.
    pub(super) file: &'p str,
    /// The text.
    pub(super) text: &'p str,
}

/// Cells under headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) headers: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

impl<'t> Page<'t> {
    pub(super) fn new(name: &str, text: &'t str) -> Self {
        let mut page = Self {
            name: name.to_owned(),
            text,
            blocks: Vec::new(),
            errors: Vec::new(),
        };
        page.cut();
        page.check();
        page
    }

    fn cut(&mut self) {
        let (mut section, mut at, mut open) = (0, 0, None::<Block>);
        for (index, line) in self.text.split_inclusive('\n').enumerate() {
            let (start, end) = (at, at + line.len());
            at = end;
            match &mut open {
                Some(block) if line.trim_end() == "```" => {
                    block.body.end = start;
                    block.content = self.text[block.body.clone()].to_owned();
                    self.blocks.extend(open.take());
                }
                Some(_) => {}
                None => match line.strip_prefix("```") {
                    Some(info) => {
                        open = Some(Block {
                            info: info.trim().to_owned(),
                            line: index + 1,
                            section,
                            body: end..end,
                            content: String::new(),
                        });
                    }
                    None => section += usize::from(line.starts_with('#')),
                },
            }
        }
        if let Some(block) = open {
            self.errors.push(format!(
                "{}:{}: the block never ends",
                self.name, block.line
            ));
        }
    }

    fn check(&mut self) {
        for block in &self.blocks {
            let word = block.words().first().copied().unwrap_or("");
            let error = match word {
                _ if block.content.trim().is_empty() => "the block is empty".to_owned(),
                "table" => continue,
                "toml" | "csv" if self.has_table(block.section) => continue,
                "toml" | "csv" => "no table looks at this model".to_owned(),
                _ => format!("unknown block `{}`", block.info),
            };
            self.errors
                .push(format!("{}:{}: {error}", self.name, block.line));
        }
    }

    fn has_table(&self, section: usize) -> bool {
        self.blocks
            .iter()
            .any(|block| block.section == section && block.is_table())
    }

    /// The `toml` blocks of a section.
    pub(super) fn models(&self, section: usize) -> Vec<Model<'_>> {
        self.blocks
            .iter()
            .filter(|block| block.section == section && !block.is_table())
            .map(|block| Model {
                file: block.words().get(1).copied().unwrap_or(""),
                text: &block.content,
            })
            .collect()
    }
}

impl Block {
    fn words(&self) -> Vec<&str> {
        self.info.split_whitespace().collect()
    }

    pub(super) fn is_table(&self) -> bool {
        self.words().first() == Some(&"table")
    }

    /// `scale` and `["sales"]` of `table scale sales`.
    pub(super) fn kind(&self) -> Option<(&str, Vec<&str>)> {
        let words = self.words();
        Some((words.get(1)?, words[2..].to_vec()))
    }

    /// The cells of the block.
    pub(super) fn table(&self) -> Result<Table, String> {
        let cells = |line: &str| -> Vec<String> {
            line.split('|').map(|cell| cell.trim().to_owned()).collect()
        };
        let mut lines = self.content.lines().filter(|line| !line.trim().is_empty());
        let headers = lines.next().map(cells).unwrap_or_default();
        let rows: Vec<Vec<String>> = lines.map(cells).collect();
        if rows.is_empty() {
            return Err("the table is empty".to_owned());
        }
        match rows.iter().find(|row| row.len() != headers.len()) {
            Some(row) => Err(format!(
                "a row has {} cells, expected {}: {row:?}",
                row.len(),
                headers.len()
            )),
            None => Ok(Table { headers, rows }),
        }
    }
}

impl Case<'_> {
    /// All models of the section as one text.
    pub(super) fn model(&self) -> String {
        self.models.iter().map(|model| model.text).collect()
    }

    /// The table, each cell computed from its header and its row.
    pub(super) fn fill(
        &self,
        mut cell: impl FnMut(&str, &Row<'_>) -> Result<String, String>,
    ) -> Result<Table, String> {
        let headers = &self.table.headers;
        let mut rows = Vec::new();
        for cells in &self.table.rows {
            let row = Row { headers, cells };
            rows.push(
                headers
                    .iter()
                    .map(|header| cell(header, &row))
                    .collect::<Result<_, _>>()?,
            );
        }
        Ok(Table {
            headers: headers.clone(),
            rows,
        })
    }
}

/// A row of a table with its headers.
#[derive(Debug)]
pub(super) struct Row<'r> {
    headers: &'r [String],
    cells: &'r [String],
}

impl Row<'_> {
    /// The cell under a header; `None` if there is no such column or nothing in it.
    pub(super) fn get(&self, header: &str) -> Option<&str> {
        let index = self.headers.iter().position(|known| known == header)?;
        self.cells
            .get(index)
            .map(String::as_str)
            .filter(|cell| !cell.is_empty())
    }

    /// The cell under the first of these headers that the table has.
    pub(super) fn any(&self, headers: &[&str]) -> Result<&str, String> {
        headers
            .iter()
            .find_map(|header| self.get(header))
            .ok_or_else(|| format!("a row has none of {headers:?}"))
    }
}

impl fmt::Display for Table {
    /// Columns one below the other.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<&Vec<String>> = std::iter::once(&self.headers).chain(&self.rows).collect();
        let width = |column: usize| all.iter().map(|row| row[column].chars().count()).max();
        let widths: Vec<usize> = (0..self.headers.len()).filter_map(width).collect();
        for row in all {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell:<width$}"))
                .collect();
            writeln!(f, "{}", cells.join(" | ").trim_end())?;
        }
        Ok(())
    }
}
