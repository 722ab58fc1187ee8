//! The caller's IP address. Only the configured number of proxies is trusted, and of `X-Forwarded-For` only the one element that the
//! outermost trusted proxy wrote.

use std::net::{IpAddr, Ipv6Addr};

use actix_web::{
    Error, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::HeaderName,
    middleware::Next,
    web::Data,
};

use super::request_id::RequestId;
use crate::{
    config::Config,
    error::AppError,
    security::{self, Noted, Outcome},
};

const HEADER: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The element that a trusted proxy should have written is missing or is not an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnAddress;

/// The caller's address, stored with the request once it has been determined.
#[derive(Debug, Clone, Copy)]
struct Settled(Option<IpAddr>);

/// Middleware: determines the caller's address, and rejects the request (400) if it cannot be read. If such requests shared one rate limit,
/// they would lock each other out; if they were given the proxy's own address, they would appear to come from the proxy's network.
pub async fn settle_address(
    config: Data<Config>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    match read(request.request(), config.web.trusted_hops) {
        Ok(address) => {
            request.extensions_mut().insert(Settled(address));
            next.call(request).await
        }
        Err(NotAnAddress) => {
            log_refusal(request.request());
            Err(AppError::BadRequest.into())
        }
    }
}

fn log_refusal(request: &HttpRequest) {
    let named = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    let proxy = socket(request).map(|address| address.to_string()).unwrap_or_default();
    security::log(Noted {
        event: "address.refused",
        actor: None,
        address: &proxy,
        request: &named,
        outcome: Outcome::Refused,
        about: "the element of X-Forwarded-For that TRUSTED_HOPS determines is not an address",
    });
}

/// Returns the caller's address. For requests outside the studios, where nothing depends on it, this is the address of the socket.
pub fn client_address(request: &HttpRequest) -> Option<IpAddr> {
    match request.extensions().get::<Settled>() {
        Some(Settled(address)) => *address,
        None => socket(request),
    }
}

fn socket(request: &HttpRequest) -> Option<IpAddr> {
    request.peer_addr().map(|address| address.ip().to_canonical())
}

/// With `trusted_hops` proxies in front, each of which appends the address it saw to X-Forwarded-For, the caller's address is that many
/// elements from the end. A request without the header was not forwarded and comes from its socket: a health check, or something else
/// inside the platform.
fn read(request: &HttpRequest, trusted_hops: usize) -> Result<Option<IpAddr>, NotAnAddress> {
    let mut lines: Vec<&[u8]> = request.headers().get_all(HEADER).map(|line| line.as_bytes()).collect();
    lines.reverse();
    if trusted_hops == 0 || lines.is_empty() {
        return Ok(socket(request));
    }
    forwarded(lines.into_iter(), trusted_hops).map(Some)
}

/// Parses the element that many positions from the end. Several header lines are one list, here with the last line first. The elements
/// before it can be forged by the caller and are ignored.
fn forwarded<'a>(
    last_first: impl Iterator<Item = &'a [u8]>,
    trusted_hops: usize,
) -> Result<IpAddr, NotAnAddress> {
    let mut elements = last_first.flat_map(|line| line.rsplit(|byte| *byte == b','));
    let element = trusted_hops.checked_sub(1).and_then(|before| elements.nth(before));
    element.and_then(|element| address(std::str::from_utf8(element).ok()?)).ok_or(NotAnAddress)
}

/// Parses an address in any of the forms that proxies write: `203.0.113.7`, `203.0.113.7:41000`, `2001:db8::7`, `[2001:db8::7]`,
/// `[2001:db8::7]:41000`.
fn address(element: &str) -> Option<IpAddr> {
    let element = element.trim_matches([' ', '\t']);
    let read = match element.strip_prefix('[') {
        Some(rest) => {
            let (inside, after) = rest.split_once(']')?;
            let follows = after.is_empty() || after.strip_prefix(':').is_some_and(is_port);
            inside.parse::<Ipv6Addr>().ok().filter(|_| follows).map(IpAddr::V6)?
        }
        None => match element.split_once(':') {
            // More than one colon is an IPv6 address.
            Some((v4, port)) if !port.contains(':') => {
                v4.parse().ok().filter(|_| is_port(port)).map(IpAddr::V4)?
            }
            _ => element.parse().ok()?,
        },
    };
    Some(read.to_canonical())
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use proptest::prelude::*;

    fn request(lines: &[&str]) -> HttpRequest {
        let blank = TestRequest::default().peer_addr("10.0.0.1:1".parse().unwrap());
        lines.iter().fold(blank, |request, line| request.append_header((HEADER, *line))).to_http_request()
    }

    fn seen(lines: &[&str], hops: usize) -> Result<String, NotAnAddress> {
        read(&request(lines), hops).map(|address| address.unwrap().to_string())
    }

    #[test]
    fn only_the_last_trusted_hop_is_believed() {
        let lines = ["6.6.6.6, 203.0.113.7"];
        assert_eq!(seen(&lines, 0).as_deref(), Ok("10.0.0.1"));
        assert_eq!(seen(&lines, 1).as_deref(), Ok("203.0.113.7"));
        assert_eq!(seen(&lines, 2).as_deref(), Ok("6.6.6.6"));
        // The request bypassed a proxy, or the number of proxies is wrong.
        assert_eq!(seen(&lines, 3), Err(NotAnAddress));
        // It was not forwarded.
        assert_eq!(seen(&[], 3).as_deref(), Ok("10.0.0.1"));
    }

    #[test]
    fn several_header_lines_are_one_list() {
        let lines = ["6.6.6.6", "198.51.100.1,192.0.2.1", "203.0.113.7"];
        let at = |hops| seen(&lines, hops).unwrap();
        assert_eq!([at(1), at(2), at(3), at(4)], ["203.0.113.7", "192.0.2.1", "198.51.100.1", "6.6.6.6"]);
    }

    #[test]
    fn anything_but_an_address_is_rejected() {
        for odd in [
            "",
            " ",
            "unknown",
            "203.0.113.7:",
            "203.0.113.7:port",
            "203.0.113.7:70000",
            "203.0.113.7:+1",
            "203.0.113",
            "[203.0.113.7]",
            "[2001:db8::7",
            "2001:db8::7]",
            "[2001:db8::7]443",
            "[2001:db8::7]:",
            "[]",
            "203.0.113.7 x",
            "203.0.113.7;",
            "\"203.0.113.7\"",
            "for=203.0.113.7",
            "fe80::1%eth0",
            "a.example",
        ] {
            assert_eq!(seen(&[odd], 1), Err(NotAnAddress), "{odd:?}");
            assert_eq!(seen(&[&format!("198.51.100.1, {odd}")], 1), Err(NotAnAddress), "{odd:?}");
            // Elements beyond the trusted hop are not parsed.
            assert_eq!(seen(&[&format!("{odd}, 203.0.113.7")], 1).as_deref(), Ok("203.0.113.7"), "{odd:?}");
        }
    }

    /// An address in one of the forms that proxies write.
    fn written() -> impl Strategy<Value = (IpAddr, String)> {
        let space = "[ \t]{0,3}";
        (any::<IpAddr>(), any::<Option<u16>>(), any::<bool>(), space, space).prop_map(
            |(address, port, bracketed, before, after)| {
                let text = match (address, port) {
                    (IpAddr::V4(v4), Some(port)) => format!("{v4}:{port}"),
                    (IpAddr::V6(v6), Some(port)) => format!("[{v6}]:{port}"),
                    (IpAddr::V6(v6), None) if bracketed => format!("[{v6}]"),
                    (address, None) => address.to_string(),
                };
                (address.to_canonical(), format!("{before}{text}{after}"))
            },
        )
    }

    proptest! {
        #[test]
        fn the_trusted_element_is_read_in_every_form_whatever_precedes_it(
            list in prop::collection::vec(written(), 1..6),
            hops in 1..4_usize,
            junk in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 0..4),
            cuts in prop::collection::vec(any::<bool>(), 5),
        ) {
            prop_assume!(hops <= list.len());
            // Some elements begin a new header line.
            let mut lines: Vec<Vec<u8>> = junk;
            for (at, (_, text)) in list.iter().enumerate() {
                match lines.last_mut() {
                    Some(line) if !cuts[at] => line.extend([b",", text.as_bytes()].concat()),
                    _ => lines.push(text.as_bytes().to_vec()),
                }
            }
            let found = forwarded(lines.iter().rev().map(|line| &line[..]), hops);
            prop_assert_eq!(found, Ok(list[list.len() - hops].0));
        }

        #[test]
        fn only_addresses_are_accepted(text in "[0-9a-f:.\\[\\] x]{0,24}") {
            if let Some(found) = address(&text) {
                let plain = text.trim_matches([' ', '\t']).trim_start_matches('[');
                let kept = plain.split(']').next().unwrap_or_default();
                let without_port = kept.rsplit_once(':').map_or(kept, |(before, _)| before);
                let reads = |text: &str| text.parse::<IpAddr>().is_ok_and(|read| read.to_canonical() == found);
                prop_assert!(reads(kept) || reads(without_port), "{text:?} became {found}");
            }
        }
    }
}
