//! Where a request comes from: only the proxies we were told of are believed.

use std::net::IpAddr;

use actix_web::HttpRequest;

/// The caller's address. With `trusted_hops` proxies in front, each of which appends the address it saw to X-Forwarded-For, the
/// caller's is that many from the end; whatever stands before it anyone may have written.
pub fn client_address(request: &HttpRequest, trusted_hops: usize) -> Option<IpAddr> {
    let socket = request.peer_addr().map(|address| address.ip());
    if trusted_hops == 0 {
        return socket;
    }
    let seen: Vec<&str> = request
        .headers()
        .get_all("x-forwarded-for")
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    seen.len().checked_sub(trusted_hops).and_then(|place| seen[place].parse().ok()).or(socket)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn only_the_last_trusted_hop_is_believed() {
        let request = TestRequest::default()
            .peer_addr("10.0.0.1:1".parse().unwrap())
            .insert_header(("x-forwarded-for", "6.6.6.6, 203.0.113.7"))
            .insert_header(("forwarded", "for=6.6.6.6"))
            .to_http_request();
        let at = |hops| client_address(&request, hops).unwrap().to_string();
        assert_eq!(at(0), "10.0.0.1");
        assert_eq!(at(1), "203.0.113.7");
        assert_eq!(at(2), "6.6.6.6");
        assert_eq!(at(3), "10.0.0.1");
    }
}
