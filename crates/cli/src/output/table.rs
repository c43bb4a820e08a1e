//! Tables without frames: aligned columns under a quiet head.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::DIM;

/// A column: its head, and which side it keeps to.
pub(super) enum Column {
    /// Words.
    Left(String),
    /// Numbers.
    Right(String),
}

/// The table as text, each line ended. Columns that hold nothing are left out.
pub(super) fn table(columns: Vec<Column>, rows: &[Vec<String>]) -> String {
    let used: Vec<bool> = (0..columns.len()).map(|at| rows.iter().any(|row| !row[at].is_empty())).collect();
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    let columns: Vec<_> =
        columns.into_iter().zip(&used).filter_map(|(column, used)| used.then_some(column)).collect();
    table.set_header(columns.iter().map(|(Column::Left(head) | Column::Right(head))| head));
    for row in rows {
        table.add_row(row.iter().zip(&used).filter_map(|(cell, used)| used.then_some(cell)));
    }
    for (at, column) in columns.iter().enumerate() {
        if let (Column::Right(_), Some(column)) = (column, table.column_mut(at)) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut text = String::new();
    for (at, line) in table.lines().enumerate() {
        let line = line.trim_end();
        let _ = match at {
            0 => writeln!(text, "{DIM}{line}{DIM:#}"),
            _ => writeln!(text, "{line}"),
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_right_and_empty_columns_go() {
        let columns = || {
            vec![
                Column::Left("Заказ".to_owned()),
                Column::Right("Сумма".to_owned()),
                Column::Left("Заметка".to_owned()),
            ]
        };
        let row = |order: &str, amount: &str| vec![order.to_owned(), amount.to_owned(), String::new()];
        let text = table(columns(), &[row("780000001", "10\u{a0}400 ₸"), row("780000002", "900 ₸")]);
        let text = anstream::adapter::strip_str(&text).to_string();
        assert_eq!(text, " Заказ         Сумма\n 780000001  10\u{a0}400 ₸\n 780000002     900 ₸\n");
    }
}
