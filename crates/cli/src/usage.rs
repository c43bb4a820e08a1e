//! Command lines that do not read, said in our words.

use clap::{
    Error,
    error::{ContextKind, ContextValue, ErrorKind},
};
use kopir_app::{Messages, WireError, codes};

/// What is wrong with the command line, in the form of every error.
pub(crate) fn refused(error: &Error, messages: &Messages) -> WireError {
    let context = |kind| error.get(kind).map(text).unwrap_or_default();
    let mut arg = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let key = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            arg = context(ContextKind::InvalidSubcommand);
            "usage-command"
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "usage-no-command"
        }
        ErrorKind::UnknownArgument => "usage-unknown",
        ErrorKind::MissingRequiredArgument => "usage-missing",
        ErrorKind::InvalidValue if value.is_empty() => "usage-value-missing",
        ErrorKind::ValueValidation if arg.starts_with("--older-than") => "usage-period",
        ErrorKind::ValueValidation if arg.starts_with("--from") || arg.starts_with("--to") => "usage-date",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::InvalidUtf8 => "usage-value",
        _ => "usage-conflict",
    };
    let values = [("arg", arg.as_str().into()), ("value", value.as_str().into())];
    let mut detail = messages.fill(key, &values);
    for kind in [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue] {
        let suggestion = context(kind);
        if !suggestion.is_empty() {
            detail.push_str(&messages.fill("usage-suggested", &[("suggestion", suggestion.as_str().into())]));
        }
    }
    // The option's name without the name of its value.
    let field = arg.split([' ', '=']).next().unwrap_or_default().to_owned();
    let error = WireError::new(codes::USAGE).param("detail", detail);
    if field.is_empty() { error } else { error.field(field) }
}

fn text(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use kopir_app::Language;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(&["pol"], "pol", "poll")]
    #[case(&["poll", "--dryrun"], "--dryrun", "--dry-run")]
    #[case(&["stats", "--days", "0"], "--days", "“0”")]
    #[case(&["stats", "--days", "many"], "--days", "“many”")]
    #[case(&["stats", "--days"], "--days", "wants a value")]
    #[case(&["check", "ozon"], "<SERVICE>", "“ozon”")]
    #[case(&["retry"], "<CODE>...", "Missing")]
    #[case(&["unlock", "pol"], "<NAME>", "poll")]
    #[case(&["errors", "clean", "--older-than", "soon"], "--older-than", "30d")]
    #[case(&["verify", "--from", "2026-13-01", "--to", "2026-12-01"], "--from", "2026-11-01")]
    #[case(&["verify", "--from", "2026-11-01", "--to", "today"], "--to", "“today”")]
    #[case(&["verify", "--from", "2026-11-01"], "--to", "Missing")]
    #[case(&["--lang", "de", "poll"], "--lang", "“de”")]
    #[case(&["run", "--poll-seconds", "0"], "--poll-seconds", "“0”")]
    fn each_mistake_names_its_place(#[case] line: &[&str], #[case] field: &str, #[case] contains: &str) {
        let messages = crate::words(Language::En);
        let command = crate::help::command(&messages);
        let line = std::iter::once("kopir").chain(line.iter().copied());
        let error = refused(&command.try_get_matches_from(line).unwrap_err(), &messages);
        let text = messages.error(&error);
        assert!(text.contains(contains), "{text}");
        assert_eq!(error.params.get("field").map(String::as_str), Some(field), "{text}");
    }
}
