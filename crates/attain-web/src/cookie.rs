//! Cookies: read and written, nothing more.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

/// The value of a cookie.
pub(crate) fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value.to_owned())
}

/// How long a cookie stays.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stays {
    Session,
    Year,
    Gone,
}

/// The name under which a cookie is kept: with TLS, one that no other site can set.
pub(crate) fn name(https: bool, word: &str) -> String {
    let prefix = if https { "__Host-" } else { "" };
    format!("{prefix}attain_{word}")
}

/// A `Set-Cookie` line.
pub(crate) fn line(https: bool, word: &str, value: &str, stays: Stays) -> String {
    let secure = if https { "; Secure" } else { "" };
    let age = match stays {
        Stays::Session => "",
        Stays::Year => "; Max-Age=31536000",
        Stays::Gone => "; Max-Age=0",
    };
    format!(
        "{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}",
        name(https, word)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "a=1; attain_theme=dark".parse().unwrap());
        headers.append(COOKIE, "b=2".parse().unwrap());
        assert_eq!(read(&headers, "attain_theme").as_deref(), Some("dark"));
        assert_eq!(read(&headers, "b").as_deref(), Some("2"));
        assert_eq!(read(&headers, "theme"), None);
        assert!(line(true, "theme", "dark", Stays::Year).starts_with("__Host-attain_theme=dark;"));
    }
}
