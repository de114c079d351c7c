//! The house's table: no vertical lines, a rule below the head, and cells of one or more lines with a tone each.

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, TableStyle};

use crate::style::{Style, Tone};

/// A table to be printed.
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    ruled: bool,
}

/// The head of a column.
pub(crate) struct Column {
    title: &'static str,
    right: bool,
}

/// A cell: lines with a tone each.
#[derive(Default)]
pub(crate) struct Cell(Vec<(Tone, String)>);

/// A column whose cells stand at its left edge. A second line of the title names the cells' second line.
pub(crate) fn left(title: &'static str) -> Column {
    Column { title, right: false }
}

/// A column of numbers, which stand at its right edge.
pub(crate) fn right(title: &'static str) -> Column {
    Column { title, right: true }
}

/// A cell of one line.
pub(crate) fn cell(tone: Tone, text: impl Into<String>) -> Cell {
    Cell(vec![(tone, text.into())])
}

impl Cell {
    /// The cell with one more line below.
    pub(crate) fn below(mut self, tone: Tone, text: impl Into<String>) -> Self {
        self.0.push((tone, text.into()));
        self
    }
}

impl Table {
    pub(crate) fn new(columns: Vec<Column>) -> Self {
        Self { columns, rows: Vec::new(), ruled: false }
    }

    /// The same table with a rule between rows.
    pub(crate) fn ruled(mut self) -> Self {
        self.ruled = true;
        self
    }

    pub(crate) fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    pub(crate) fn render(&self, style: Style) -> String {
        let mut table = comfy_table::Table::new();
        table.force_no_tty().load_style(self.lines());
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(style.width);
        table.set_header(self.columns.iter().map(|column| painted_title(column.title, style)));
        for row in &self.rows {
            table.add_row(row.iter().map(|cell| painted(&cell.0, style)));
        }
        for (made, column) in table.column_iter_mut().zip(&self.columns) {
            made.set_padding((0, 1));
            if column.right {
                made.set_cell_alignment(CellAlignment::Right);
            }
        }
        table.trim_fmt()
    }

    fn lines(&self) -> TableStyle {
        let rule = |fill| LineStyle::none().fill(fill).junction(fill);
        let style = TableStyle::new().header_separator(rule('─'));
        if self.ruled { style.row_separator(rule('╌')) } else { style }
    }
}

/// A title of one or two lines, the second one faint.
fn painted_title(title: &str, style: Style) -> String {
    let mut tones = [Tone::Strong].into_iter().chain(std::iter::repeat(Tone::Faint));
    let lines: Vec<(Tone, String)> =
        title.lines().map(|line| (tones.next().unwrap_or_default(), line.to_owned())).collect();
    painted(&lines, style)
}

fn painted(lines: &[(Tone, String)], style: Style) -> String {
    let lines: Vec<String> = lines.iter().map(|(tone, text)| style.paint(*tone, text)).collect();
    lines.join("\n")
}
