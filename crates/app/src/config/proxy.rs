//! `KOPIR_PROXY`: the way out of this computer.

use kopir_http::{Proxy, ProxyAddress};

use super::names;
use crate::{WireError, codes};

/// `system`, `none`, or an address. The value is never repeated: it may hold a password.
pub(super) fn proxy(text: Option<&str>) -> Result<Proxy, WireError> {
    match text.map(str::trim) {
        None | Some("") => Ok(Proxy::System),
        Some(word) if word.eq_ignore_ascii_case("system") => Ok(Proxy::System),
        Some(word) if word.eq_ignore_ascii_case("none") => Ok(Proxy::Direct),
        Some(address) => ProxyAddress::parse(address)
            .map(Proxy::Address)
            .ok_or_else(|| WireError::new(codes::CONFIG_PROXY).field(names::KOPIR_PROXY)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_decides_unless_told_otherwise() {
        for text in [None, Some(""), Some("system"), Some("SYSTEM ")] {
            assert_eq!(proxy(text).unwrap(), Proxy::System);
        }
        assert_eq!(proxy(Some("none")).unwrap(), Proxy::Direct);
        let Proxy::Address(address) = proxy(Some("http://proxy.example:3128")).unwrap() else { panic!() };
        assert_eq!(address.host_and_port(), "proxy.example:3128");
    }

    #[test]
    fn a_refusal_names_the_field_and_not_the_password() {
        for text in ["proxy.example:3128", "socks5://aigerim:geheim@proxy.example:1080", "direct", "http://"]
        {
            let error = proxy(Some(text)).unwrap_err();
            assert_eq!((error.code, error.params["field"].as_str()), (codes::CONFIG_PROXY, "KOPIR_PROXY"));
            assert!(!format!("{error:?}").contains("geheim"));
        }
    }
}
