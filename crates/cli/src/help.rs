//! The help of the command line, in the language of the messages.

use clap::{Arg, Command, CommandFactory as _};
use kopir_app::Messages;

use crate::args::Cli;

/// The command line with its help.
pub(crate) fn command(messages: &Messages) -> Command {
    worded(Cli::command(), messages, "help")
}

fn worded(command: Command, messages: &Messages, key: &str) -> Command {
    let template =
        format!("{{about}}\n\n{} {{usage}}\n\n{{all-args}}\n", messages.text("help-heading-usage"));
    let subcommands: Vec<_> =
        command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let mut command = command
        .about(messages.text(key))
        .help_template(template)
        .subcommand_help_heading(messages.text("help-heading-commands"))
        .mut_args(|arg| worded_arg(arg, messages));
    for name in subcommands {
        let key = format!("{key}-{name}");
        command = command.mut_subcommand(name, |command| worded(command, messages, &key));
    }
    command
}

fn worded_arg(arg: Arg, messages: &Messages) -> Arg {
    let heading = match (arg.is_positional(), arg.is_global_set()) {
        (true, _) => "help-heading-arguments",
        (false, true) => "help-heading-global",
        (false, false) => "help-heading-options",
    };
    let help = messages.text(&format!("help-arg-{}", arg.get_id()));
    arg.help(help).help_heading(messages.text(heading))
}

#[cfg(test)]
mod tests {
    use kopir_app::Language;

    use super::*;

    fn unworded(command: &Command) -> Vec<String> {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let helps =
            command.get_arguments().map(|arg| arg.get_help().map(ToString::to_string).unwrap_or_default());
        let mut missing: Vec<_> =
            helps.chain([about]).filter(|text| text.is_empty() || text.starts_with("help")).collect();
        missing.extend(command.get_subcommands().flat_map(unworded));
        missing
    }

    #[test]
    fn every_command_and_option_has_its_words() {
        for language in Language::ALL {
            let command = command(&crate::words(language));
            assert_eq!(unworded(&command), Vec::<String>::new(), "{language:?}");
        }
    }

    #[test]
    fn the_help_speaks_the_language() {
        let help = command(&crate::words(Language::Kk)).render_help().to_string();
        assert!(
            help.contains("Командалар") && !help.contains("Usage") && !help.contains("Options"),
            "{help}"
        );
    }
}
