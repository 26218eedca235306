//! Access control: checks the host, method, origin, token and path of a request before anything
//! is looked up.
//!
//! A page of another site can send requests to this machine, and can make its own domain resolve
//! to this machine (DNS rebinding). So requests must name this server as their host, `POST`
//! requests must come from one of its own pages, and background requests of other sites' pages
//! are refused. A path only ever names a file of the publication, never one of the disk.

use std::net::{IpAddr, SocketAddr};

use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};

/// The access rules of a server.
#[derive(Debug, Clone)]
pub(super) struct Access {
    /// The host names of this server, in lower case, without the port.
    names: Vec<String>,
    /// Whether every IP address is accepted as host, because the server listens on all of them.
    any_ip: bool,
    port: u16,
    /// The secret that a browser must send, as a cookie or in the URL.
    token: Option<String>,
}

/// The reason for refusing a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AccessError {
    /// The host is not this server.
    Host,
    /// The method is not `GET`, `HEAD` or `POST`.
    Method,
    /// The request comes from another site's page.
    Origin,
    /// The token is missing or wrong.
    Token,
    /// The path cannot be one of a publication.
    Path,
}

impl AccessError {
    /// The status and the text of the response.
    pub fn response(self) -> (StatusCode, &'static str) {
        match self {
            Self::Host => (StatusCode::MISDIRECTED_REQUEST, "not a name of this server"),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD"),
            Self::Origin => (StatusCode::FORBIDDEN, "asked for by another site"),
            Self::Token => (
                StatusCode::FORBIDDEN,
                "ターミナルに示されたリンクから開いてください / open the link shown in the terminal",
            ),
            Self::Path => (StatusCode::BAD_REQUEST, "not a path of the publication"),
        }
    }
}

/// An admitted request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Admitted {
    /// A `GET` or `HEAD` request of this decoded path, without the leading `/`.
    Get(String),
    /// A `POST` request of this decoded path, without the leading `/`.
    Post(String),
    /// A `GET` request with the token in its URL: the response sets the token's cookie and
    /// redirects to this path.
    SetToken(String),
}

impl Access {
    /// The rules of a server bound to `address`, which was given as the host `name`.
    pub fn new(name: &str, address: SocketAddr, token: Option<String>) -> Self {
        let mut names = vec![name.to_ascii_lowercase(), bracketed(address.ip())];
        if address.ip().is_loopback() || address.ip().is_unspecified() {
            names.extend(["localhost", "127.0.0.1", "[::1]"].map(str::to_owned));
        }
        Self { names, any_ip: address.ip().is_unspecified(), port: address.port(), token }
    }

    /// The name of the cookie that holds the token; it differs between servers of one machine.
    fn cookie_name(&self) -> String {
        format!("planbook-preview-{}", self.port)
    }

    /// The `Set-Cookie` header that makes a browser store the token.
    pub fn set_cookie(&self) -> Option<String> {
        let token = self.token.as_ref()?;
        Some(format!("{}={token}; Path=/; HttpOnly; SameSite=Lax", self.cookie_name()))
    }

    /// Checks a request.
    pub fn admit(&self, request: &Parts) -> Result<Admitted, AccessError> {
        let headers = &request.headers;
        let host = single_header(headers, &header::HOST).ok_or(AccessError::Host)?;
        let uri = &request.uri;
        let authority = uri.authority().map(Authority::as_str);
        if !self.is_own(host) || authority.is_some_and(|name| !self.is_own(name)) {
            return Err(AccessError::Host);
        }
        if uri.scheme_str().is_some_and(|scheme| scheme != "http") {
            return Err(AccessError::Host);
        }
        let is_post = match request.method {
            Method::GET | Method::HEAD => false,
            Method::POST => true,
            _ => return Err(AccessError::Method),
        };
        self.check_origin(headers, is_post)?;
        let path = decode_path(uri.path()).ok_or(AccessError::Path)?;
        if let Some(token) = &self.token {
            let given = query(uri.query(), "token");
            if !is_post && given.is_some_and(|given| constant_time_eq(given, token)) {
                return Ok(Admitted::SetToken(uri.path().to_owned()));
            }
            let cookie_name = self.cookie_name();
            let cookies = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
            let mut cookies =
                cookies.flat_map(|all| all.split(';')).filter_map(|c| c.split_once('='));
            if !cookies.any(|(name, value)| {
                name.trim() == cookie_name && constant_time_eq(value.trim(), token)
            }) {
                return Err(AccessError::Token);
            }
        }
        Ok(if is_post { Admitted::Post(path) } else { Admitted::Get(path) })
    }

    /// Whether `host`, with its port, is this server.
    fn is_own(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port),
            _ => (host, "80"),
        };
        let name = name.to_ascii_lowercase();
        let is_ip = || {
            name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| bracketed(ip) == name)
        };
        port == self.port.to_string() && (self.names.contains(&name) || (self.any_ip && is_ip()))
    }

    /// Checks the headers by which a browser names the page that sent the request: `Origin`,
    /// which every `POST` must have, and `Sec-Fetch-*`. Another site may only navigate here.
    fn check_origin(&self, headers: &HeaderMap, is_post: bool) -> Result<(), AccessError> {
        let origin = headers.get(header::ORIGIN);
        let own = |origin: &str| origin.strip_prefix("http://").is_some_and(|h| self.is_own(h));
        let origin_is_own = origin.map(|o| o.to_str().is_ok_and(own));
        if origin_is_own == Some(false) || (is_post && origin_is_own.is_none()) {
            return Err(AccessError::Origin);
        }
        let value = |name| headers.get(HeaderName::from_static(name)).map(HeaderValue::as_bytes);
        let foreign =
            value("sec-fetch-site").is_some_and(|site| !matches!(site, b"same-origin" | b"none"));
        let is_navigation = value("sec-fetch-mode") == Some(b"navigate")
            && value("sec-fetch-dest") == Some(b"document");
        if foreign && (is_post || !is_navigation) { Err(AccessError::Origin) } else { Ok(()) }
    }
}

/// An IP address as written before a port: IPv6 addresses in brackets.
fn bracketed(address: IpAddr) -> String {
    match address {
        IpAddr::V4(four) => four.to_string(),
        IpAddr::V6(six) => format!("[{six}]"),
    }
}

/// The value of a header that must occur exactly once.
fn single_header<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?.to_str().ok()?;
    all.next().is_none().then_some(first)
}

/// The value of the parameter `name` in a query string, not decoded.
pub(super) fn query<'a>(query: Option<&'a str>, name: &str) -> Option<&'a str> {
    let mut pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// Whether both are equal, compared in constant time so that the time reveals no prefix.
fn constant_time_eq(given: &str, token: &str) -> bool {
    let difference = given.bytes().zip(token.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
    given.len() == token.len() && difference == 0
}

/// Decodes a URL path into a path of the publication, without the leading `/`; `None` if it could
/// be anything else, such as a path with `..`.
pub(super) fn decode_path(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.strip_prefix('/')?.bytes();
    while let Some(byte) = rest.next() {
        let byte = match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                let decoded = u8::try_from(digit()? * 16 + digit()?).ok()?;
                // Only an attack has a reason to encode these characters.
                if matches!(decoded, b'/' | b'\\' | b'%' | b'.') {
                    return None;
                }
                decoded
            }
            byte => byte,
        };
        bytes.push(byte);
    }
    let decoded = String::from_utf8(bytes).ok()?;
    let forbidden =
        |c: char| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let mut segments = decoded.split('/').peekable();
    let mut valid = !decoded.contains(forbidden);
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        valid &= !segment.is_empty() || last;
        valid &= !segment.starts_with('.') && !segment.ends_with(['.', ' ']);
    }
    valid.then_some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_outside_the_publication_are_refused() {
        let valid = ["/", "/policies/1-2-03/", "/data/%E6%96%BD%E7%AD%96.csv", "/a/b.c"];
        assert_eq!(
            valid.map(|path| decode_path(path).expect("a valid path")),
            ["", "policies/1-2-03/", "data/施策.csv", "a/b.c"]
        );
        for path in [
            "",
            "x",
            "*",
            "//etc/passwd",
            "/..",
            "/../x",
            "/a/../b",
            "/a/./b",
            "/%2e%2e/x",
            "/%2E./x",
            "/a%2fb",
            "/a%5cb",
            "/a\\b",
            "/%00",
            "/a%0ab",
            "/%25",
            "/%2",
            "/%zz",
            "/c:/x",
            "/a.",
            "/a /b",
            "/.git/config",
            "/%ff",
            "/%c0%ae",
            "/a//b",
            "/x|y",
        ] {
            assert_eq!(decode_path(path), None, "{path}");
        }
    }

    #[test]
    fn tokens_are_compared_completely() {
        let eq = constant_time_eq;
        assert!(eq("abc", "abc"));
        assert!(!eq("abcd", "abc") && !eq("ab", "abc") && !eq("", "abc"));
    }

    #[test]
    fn only_hosts_of_this_server_are_accepted() {
        let local = Access::new("127.0.0.1", ([127, 0, 0, 1], 3000).into(), None);
        for host in ["127.0.0.1:3000", "localhost:3000", "LOCALHOST:3000", "[::1]:3000"] {
            assert!(local.is_own(host), "{host}");
        }
        for host in [
            "",
            "localhost",
            "localhost:80",
            "evil.example:3000",
            "127.0.0.1:3001",
            "localhost.:3000",
            "127.1:3000",
            "0.0.0.0:3000",
            "2130706433:3000",
            "[::]:3000",
            "192.168.0.2:3000",
            "localhost:3000:3000",
            "localhost:03000",
            "::1:3000",
        ] {
            assert!(!local.is_own(host), "{host}");
        }
        let open = Access::new("0.0.0.0", ([0, 0, 0, 0], 3000).into(), Some("t".into()));
        for host in ["192.168.0.2:3000", "[fe80::1]:3000", "localhost:3000"] {
            assert!(open.is_own(host), "{host}");
        }
        assert!(!open.is_own("evil.example:3000") && !open.is_own("192.168.0.2.example:3000"));
    }
}
