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
    /// amoCRM's token in the place of Kaspi's.
    CONFIG_TOKEN_AMOCRM = "config.token_amocrm";
    /// Kaspi's token in the place of amoCRM's.
    CONFIG_TOKEN_KASPI = "config.token_kaspi";
    /// The amoCRM token says of itself that it has ended. Param `date`.
    AMO_TOKEN_ENDED = "amocrm.token_ended";
    /// Neither `system` nor `none` nor the address of a proxy. The value is not repeated.
    CONFIG_PROXY = "config.proxy";
    /// Kaspi's API answers at the known address and not at the one of the settings. Param `value`.
    CONFIG_KASPI_MOVED = "config.kaspi_moved";
    /// A name leads to no address. Params `host`, `service`.
    NO_ADDRESS = "connection.no_address";
    /// The proxy does not let us through. Params `host`, `proxy`.
    PROXY = "connection.proxy";
    /// Not an address of amoCRM. Param `value`.
    CONFIG_AMO_ADDRESS = "config.amo_address";
    /// Not an address that amoCRM could redirect to. Param `value`.
    CONFIG_REDIRECT = "config.redirect";
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
    /// A file of stage rules cannot be read. Param `detail`.
    CONFIG_RULES_FILE = "config.rules_file";
    /// A file of stage rules is not UTF-8.
    CONFIG_RULES_ENCODING = "config.rules_encoding";
    /// A text of stage rules is too long. Param `max`, in KiB.
    CONFIG_RULES_LARGE = "config.rules_large";
    /// Stage rules are not JSON. Params `line`, `column`.
    CONFIG_RULES_SYNTAX = "config.rules_syntax";
    /// Stage rules are not a list.
    CONFIG_RULES_SHAPE = "config.rules_shape";
    /// A list of stage rules without any.
    CONFIG_RULES_EMPTY = "config.rules_empty";
    /// Too many stage rules. Params `count`, `max`.
    CONFIG_RULES_MANY = "config.rules_many";
    /// A stage rule that is none. Param `number`.
    CONFIG_RULES_OBJECT = "config.rules_object";
    /// A stage rule has a member that none has. Params `number`, `member`, `known`.
    CONFIG_RULES_MEMBER = "config.rules_member";
    /// A member of a stage rule is none of the known words. Params `number`, `member`, `value`, `known`.
    CONFIG_RULES_VALUE = "config.rules_value";
    /// A stage rule has a status that is none. Params `number`, `member`, `value`.
    CONFIG_RULES_STATUS = "config.rules_status";
    /// A member of a stage rule is not an id. Params `number`, `member`, `value`.
    CONFIG_RULES_ID = "config.rules_id";
    /// A stage rule names a pipeline without a stage, or the other way round. Params `number`, `member` (what is missing).
    CONFIG_RULES_HALF = "config.rules_half";
    /// A stage rule gives a reason for a loss that is none. Params `number`, `member`.
    CONFIG_RULES_REASON = "config.rules_reason";
    /// amoCRM has no such pipeline. Params `number`, `member`, `value`.
    CONFIG_RULES_PIPELINE = "config.rules_pipeline";
    /// The pipeline has no such stage. Params `number`, `member`, `value`, `name`.
    CONFIG_RULES_STAGE = "config.rules_stage";
    /// The stage is the inbox of unsorted deals. Params `number`, `member`, `name`.
    CONFIG_RULES_UNSORTED = "config.rules_unsorted";
    /// A remark: a status that is not known. Params `number`, `value`.
    RULES_NEW_STATUS = "rules.new_status";
    /// A remark: the rules were not held against the account. Param `detail`.
    RULES_UNCHECKED = "rules.unchecked";
    /// Not a database we know. Param `value`.
    CONFIG_DATABASE = "config.database";
    /// A PostgreSQL server. Param `value`.
    CONFIG_POSTGRES = "config.postgres";
    /// Not a place for the key of the secret store. Params `value`, `known`.
    CONFIG_SECRETS = "config.secrets";
    /// The secret store is to be sealed with a passphrase, and there is none.
    CONFIG_PASSPHRASE = "config.passphrase";
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
    /// The folder of the Node integrator does not exist. Param `path`.
    NODE_FOLDER = "node.folder";
    /// A file in place of the folder of the Node integrator. Param `path`.
    NODE_NOT_FOLDER = "node.not_folder";
    /// The folder has neither its `.env` nor its database. Param `path`.
    NODE_EMPTY = "node.empty";
    /// A file of the Node integrator cannot be read. Params `path`, `detail`.
    NODE_UNREADABLE = "node.unreadable";
    /// Its database is none. Param `path`.
    NODE_DATABASE = "node.database";
    /// Its database is damaged. Params `path`, `detail`.
    NODE_DAMAGED = "node.damaged";
    /// Its database has no table of orders, or not its columns. Params `path`, `missing`.
    NODE_TABLE = "node.table";
    /// The database is a ledger of ours. Param `path`.
    NODE_OURS = "node.ours";
    /// Its database changes while it is read. Param `path`.
    NODE_CHANGING = "node.changing";
    /// It works with another amoCRM. Params `expected`, `found`.
    NODE_ACCOUNT = "node.account";
    /// A remark: the Node program seems to run. Param `path`.
    NODE_IN_USE = "node.in_use";
    /// A remark: it has no database. Param `path`.
    NODE_NO_DATABASE = "node.no_database";
    /// A remark: it has no `.env`. Param `path`.
    NODE_NO_ENV = "node.no_env";
    /// A remark: rows of its database that do not read. Param `count`.
    NODE_ROWS = "node.rows";
    /// A remark: a line of its `.env` that does not read. Param `line`.
    NODE_LINE = "node.line";
    /// A remark: a setting of it that means nothing here. Param `value`.
    NODE_VALUE = "node.value";
    /// A remark: an address of Kaspi that is not known. Param `value`.
    NODE_KASPI_ADDRESS = "node.kaspi_address";
    /// A remark: secrets of its `.env` that have no place here. Param `fields`.
    NODE_LEFT = "node.left";
    /// A remark: settings that say something else here already. Param `fields`.
    NODE_KEPT = "node.kept";
    /// A remark: it only showed.
    NODE_DRY_RUN = "node.dry_run";
    /// A period ends before it begins. Params `from`, `to`.
    PERIOD_REVERSED = "period.reversed";
    /// A period begins after today. Params `from`, `today`.
    PERIOD_AHEAD = "period.ahead";
    /// A period is longer than one command takes. Params `days`, `max`.
    PERIOD_TOO_LONG = "period.too_long";
    /// Orders that the ledger does not know. Params `orders`, `count`.
    ORDER_UNKNOWN = "order.unknown";
    /// The order has no deal yet. Param `order`.
    ORDER_NO_DEAL = "order.no_deal";
    /// A person left the order out. Param `order`.
    ORDER_SKIPPED = "order.skipped";
    /// The ledger knows neither an order nor a buyer's phone so.
    FORGET_UNKNOWN = "forget.unknown";
    /// Neither the id of a deal nor the address of one. Param `value`.
    RELINK_DEAL = "relink.deal";
    /// The address of a deal in another amoCRM. Params `expected`, `found`.
    RELINK_OTHER_ACCOUNT = "relink.other_account";
    /// amoCRM has no such deal. Param `deal`.
    RELINK_NO_DEAL = "relink.no_deal";
    /// The deal was deleted. Param `deal`.
    RELINK_DELETED = "relink.deleted";
    /// The deal belongs to another order. Params `deal`, `order`.
    RELINK_TAKEN = "relink.taken";
    /// amoCRM does not take the order's code into the deal. Params `deal`, `detail`.
    RELINK_REFUSED = "relink.refused";
    /// A write of the order is of unknown outcome. Param `order`.
    RELINK_DOUBT = "relink.doubt";
    /// A living process holds the lease. Params `name`, `pid`.
    LEASE_ALIVE = "lease.alive";
    /// Nothing was agreed to yet: the first writes are looked at first.
    DESK_NOT_LIVE = "desk.not_live";
    /// The secret store was sealed with another passphrase than was typed.
    DESK_WRONG_PASSPHRASE = "desk.wrong_passphrase";
    /// A passphrase that is too easily found out. Param `least`.
    DESK_SHORT_PASSPHRASE = "desk.short_passphrase";
    /// What was pasted is neither a code nor an address with one.
    CONNECT_CODE = "connect.code";
    /// A person did not agree in the browser.
    CONNECT_DENIED = "connect.denied";
    /// amoCRM's page ended with another word. Param `detail`.
    CONNECT_REFUSED = "connect.refused";
    /// The person agreed for another account than was named. Params `expected`, `found`.
    CONNECT_OTHER_ACCOUNT = "connect.other_account";
    /// The redirect does not lead to this computer: the browser cannot bring the answer. Param `value`.
    CONNECT_NO_LOOPBACK = "connect.no_loopback";
    /// The browser's answer is waited for no longer.
    CONNECT_CANCELLED = "connect.cancelled";
    /// Nobody agreed in time.
    CONNECT_TIME = "connect.time";
    /// The answer is that of another window.
    CONNECT_STATE = "connect.state";
    /// Another program listens at the redirect's port. Params `port`, `detail`.
    CONNECT_PORT_TAKEN = "connect.port_taken";
    /// The system does not give the redirect's port away. Params `port`, `detail`.
    CONNECT_PORT_RESERVED = "connect.port_reserved";
    /// A proxy's address with a name and a password, which is kept nowhere in the open.
    CONNECT_PROXY = "connect.proxy";
    /// The environment names it: what is entered here would not count. Param `value`.
    CONNECT_FIXED = "connect.fixed";
    /// Not a field of a deal that Köpir knows. Params `value`, `known`.
    FIELD_UNKNOWN = "field.unknown";
    /// The sealed secrets are not those that this database was made with.
    SECRETS_HASH_KEY = "secrets.hash_key";
    /// The system has no keychain. Param `detail`.
    SECRETS_NO_KEYCHAIN = "secrets.no_keychain";
    /// The keychain is locked.
    SECRETS_KEYCHAIN_LOCKED = "secrets.keychain_locked";
    /// The keychain does not let us in. Param `detail`.
    SECRETS_KEYCHAIN_DENIED = "secrets.keychain_denied";
    /// The keychain failed. Param `detail`.
    SECRETS_KEYCHAIN_BROKEN = "secrets.keychain_broken";
    /// The keychain has no key for the sealed file. Param `path`.
    SECRETS_KEY_LOST = "secrets.key_lost";
    /// The file was sealed with another passphrase. Param `path`.
    SECRETS_WRONG_PASSPHRASE = "secrets.wrong_passphrase";
    /// The file's key comes from elsewhere. Params `path`, `sealed`: `keyring` or `file`.
    SECRETS_OTHER_SOURCE = "secrets.other_source";
    /// The sealed file is damaged. Param `path`.
    SECRETS_DAMAGED = "secrets.damaged";
    /// A newer Köpir sealed the file. Param `path`.
    SECRETS_NEWER = "secrets.newer";
    /// Another process keeps the sealed file locked. Param `path`.
    SECRETS_BUSY = "secrets.busy";
    /// The sealed file cannot be read. Params `path`, `detail`.
    SECRETS_UNREADABLE = "secrets.unreadable";
    /// The sealed file cannot be written. Params `path`, `detail`.
    SECRETS_UNWRITABLE = "secrets.unwritable";
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
    /// What was to be printed could not be written.
    OUTPUT = "output";
    /// A bug of ours. Param `detail`.
    INTERNAL = "internal";
}
