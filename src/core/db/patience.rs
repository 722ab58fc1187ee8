//! Time limits of connections for the network.

/// Adds time limits for the network to a URL, unless it has its own: for connecting, and for a peer that has fallen silent.
pub fn with_timeouts(url: &str) -> String {
    const PATIENCE: &[&str] = &[
        "connect_timeout=2",
        "tcp_user_timeout=5000",
        "keepalives_idle=10",
        "keepalives_interval=5",
        "keepalives_count=2",
    ];
    PATIENCE.iter().fold(url.to_owned(), |url, setting| {
        let name = setting.split_once('=').map_or(*setting, |(name, _)| name);
        let join = if url.contains('?') { '&' } else { '?' };
        if url.contains(name) { url } else { format!("{url}{join}{setting}") }
    })
}

#[cfg(test)]
mod tests {
    use super::with_timeouts;

    #[test]
    fn a_url_keeps_its_own_time_limits() {
        let plain = with_timeouts("postgres://app@localhost/portal");
        assert!(
            plain.starts_with("postgres://app@localhost/portal?connect_timeout=2&tcp_user_timeout=5000&"),
            "{plain}"
        );
        let own = with_timeouts("postgres://app@localhost/portal?sslmode=require&connect_timeout=9");
        assert!(own.contains("?sslmode=require&connect_timeout=9&tcp_user_timeout=5000"), "{own}");
        assert_eq!(own.matches("connect_timeout").count(), 1);
    }
}
