//! The codes of what can go wrong outside a pass. Each has a message in every language, as those of
//! [`kopir_sync::codes`] have.

macro_rules! codes {
    ($($(#[$doc:meta])+ $name:ident = $code:literal;)+) => {
        $($(#[$doc])+ pub const $name: &str = $code;)+

        /// All of them.
        pub const ALL: &[&str] = &[$($name),+];
    };
}

codes! {
    /// A credential, address, pipeline or first stage is missing. Params `fields`, `count`.
    CONFIG_MISSING = "config.missing";
    /// Not a whole number, or out of bounds. Params `value`, `min`, `max`.
    CONFIG_NUMBER = "config.number";
    /// Not an id. Param `value`.
    CONFIG_ID = "config.id";
    /// Neither yes nor no. Param `value`.
    CONFIG_SWITCH = "config.switch";
    /// A token in several pieces, or with letters that no token has.
    CONFIG_TOKEN = "config.token";
    /// Not an address of amoCRM. Param `value`.
    CONFIG_AMO_ADDRESS = "config.amo_address";
    /// Not an address of Kaspi. Param `value`.
    CONFIG_KASPI_ADDRESS = "config.kaspi_address";
    /// An unknown state. Params `value`, `known`.
    CONFIG_STATE = "config.state";
    /// An unknown time zone. Param `value`.
    CONFIG_ZONE = "config.zone";
    /// An unknown log level. Param `value`.
    CONFIG_LEVEL = "config.level";
    /// The note's template does not read. Param `detail`.
    CONFIG_TEMPLATE = "config.template";
    /// Not a database we know. Param `value`.
    CONFIG_DATABASE = "config.database";
    /// A PostgreSQL server. Param `value`.
    CONFIG_POSTGRES = "config.postgres";
    /// The env file does not exist. Param `file`.
    ENV_FILE_MISSING = "env_file.missing";
    /// The env file is a folder. Param `file`.
    ENV_FILE_FOLDER = "env_file.folder";
    /// The env file cannot be read. Params `file`, `detail`.
    ENV_FILE_UNREADABLE = "env_file.unreadable";
    /// The env file is not UTF-8. Param `file`.
    ENV_FILE_ENCODING = "env_file.encoding";
    /// A line of the env file does not read. Params `file`, `line`.
    ENV_FILE_LINE = "env_file.line";
    /// The data folder cannot be used. Params `path`, `detail`.
    DATA_DIR = "data_dir.unusable";
    /// The database's file is not a database. Param `path`.
    DATABASE_FOREIGN = "database.foreign";
    /// The database is the Node integrator's. Param `path`.
    DATABASE_NODE = "database.node";
    /// The database was made by a newer Köpir. Param `path`.
    DATABASE_NEWER = "database.newer";
    /// The database may only be read. Param `path`.
    DATABASE_READ_ONLY = "database.read_only";
    /// The folder cannot hold a database. Params `path`, `detail`.
    DATABASE_FOLDER = "database.folder";
    /// The database is damaged. Params `path`, `detail`.
    DATABASE_DAMAGED = "database.damaged";
    /// No space is left for the database. Param `path`.
    DATABASE_FULL = "database.full";
    /// Another program keeps the database locked. Param `path`.
    DATABASE_LOCKED = "database.locked";
    /// Orders that the ledger does not know. Params `orders`, `count`.
    ORDER_UNKNOWN = "order.unknown";
    /// A living process holds the lease. Params `name`, `pid`.
    LEASE_ALIVE = "lease.alive";
    /// Nothing was agreed to yet: the first writes are looked at first.
    DESK_NOT_LIVE = "desk.not_live";
    /// A command line that does not read. Param `detail`.
    USAGE = "usage";
    /// The port of `kopir serve` cannot be had. Params `value`, `detail`.
    SERVE_PORT = "serve.port";
    /// The authorization code has expired or was used.
    OAUTH_CODE_SPENT = "oauth.code_spent";
    /// amoCRM does not know the authorization code.
    OAUTH_CODE_UNKNOWN = "oauth.code_unknown";
    /// The redirect address is not the integration's.
    OAUTH_REDIRECT = "oauth.redirect";
    /// The integration's id or secret is wrong.
    OAUTH_CLIENT = "oauth.client";
    /// The code or token is another account's.
    OAUTH_ACCOUNT = "oauth.account";
    /// amoCRM refuses the exchange for another reason. Param `detail`.
    OAUTH_REFUSED = "oauth.refused";
    /// The answer came from another window than the one we opened.
    OAUTH_STATE = "oauth.state";
    /// The person refused.
    OAUTH_DENIED = "oauth.denied";
    /// The port of the redirect address is taken. Param `port`.
    OAUTH_PORT = "oauth.port";
    /// The window was closed, or nobody answered in time.
    OAUTH_NO_ANSWER = "oauth.no_answer";
    /// What was to be printed could not be written.
    OUTPUT = "output";
    /// A bug of ours. Param `detail`.
    INTERNAL = "internal";
}
