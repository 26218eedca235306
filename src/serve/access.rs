//! Who may ask for what: names, tokens, methods and paths, before anything is looked up.
//!
//! A page of another site can send requests to this machine, and can make its own name mean
//! this machine (DNS rebinding). So only names that mean this server are answered, what
//! changes anything must come from one of its own pages, and what another site's page asks
//! for in the background is refused. A path is a place in the publication or nothing: it is
//! never one of a disk.

use std::net::{IpAddr, SocketAddr};

use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};

/// Who may ask.
#[derive(Debug, Clone)]
pub(super) struct Access {
    /// Names of this server, in lower case, without the port.
    names: Vec<String>,
    /// Whether every address in numbers is a name of it: it listens on all of them.
    numbers: bool,
    port: u16,
    /// What a browser must know before it is shown anything.
    token: Option<String>,
}

/// Why nothing is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The request is not one for this server.
    Host,
    /// Only reading, and a few things to do.
    Method,
    /// It comes from another site's page.
    Origin,
    /// It does not know the token.
    Token,
    /// The path is no place in a publication.
    Path,
}

impl Refusal {
    /// The answer's status and its words.
    pub fn answer(self) -> (StatusCode, &'static str) {
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

/// A request that may be answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Admitted {
    /// The place in the publication, without the `/` before it.
    Read(String),
    /// Something to do.
    Do(String),
    /// The link with the token was used: the browser is to remember it and go on to here.
    Enter(String),
}

impl Access {
    /// For a server at `address`, called `name` by those who use it.
    pub fn new(name: &str, address: SocketAddr, token: Option<String>) -> Self {
        let mut names = vec![name.to_ascii_lowercase(), bracketed(address.ip())];
        if address.ip().is_loopback() || address.ip().is_unspecified() {
            names.extend(["localhost", "127.0.0.1", "[::1]"].map(str::to_owned));
        }
        Self { names, numbers: address.ip().is_unspecified(), port: address.port(), token }
    }

    /// The cookie that holds the token: each server of a machine has its own.
    fn cookie(&self) -> String {
        format!("planbook-preview-{}", self.port)
    }

    /// What makes a browser remember the token.
    pub fn set_cookie(&self) -> Option<String> {
        let token = self.token.as_ref()?;
        Some(format!("{}={token}; Path=/; HttpOnly; SameSite=Lax", self.cookie()))
    }

    /// Looks at a request.
    pub fn admit(&self, request: &Parts) -> Result<Admitted, Refusal> {
        let headers = &request.headers;
        let host = one(headers, &header::HOST).ok_or(Refusal::Host)?;
        let uri = &request.uri;
        let authority = uri.authority().map(Authority::as_str);
        if !self.is_own(host) || authority.is_some_and(|name| !self.is_own(name)) {
            return Err(Refusal::Host);
        }
        if uri.scheme_str().is_some_and(|scheme| scheme != "http") {
            return Err(Refusal::Host);
        }
        let acts = match request.method {
            Method::GET | Method::HEAD => false,
            Method::POST => true,
            _ => return Err(Refusal::Method),
        };
        self.check_origin(headers, acts)?;
        let place = place(uri.path()).ok_or(Refusal::Path)?;
        if let Some(token) = &self.token {
            let given = query(uri.query(), "token");
            if !acts && given.is_some_and(|given| alike(given, token)) {
                return Ok(Admitted::Enter(uri.path().to_owned()));
            }
            let cookie = self.cookie();
            let known = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
            let mut known = known.flat_map(|all| all.split(';')).filter_map(|c| c.split_once('='));
            if !known.any(|(name, value)| name.trim() == cookie && alike(value.trim(), token)) {
                return Err(Refusal::Token);
            }
        }
        Ok(if acts { Admitted::Do(place) } else { Admitted::Read(place) })
    }

    /// Whether `host`, with its port, means this server.
    fn is_own(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port),
            _ => (host, "80"),
        };
        let name = name.to_ascii_lowercase();
        let number = || {
            name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| bracketed(ip) == name)
        };
        port == self.port.to_string() && (self.names.contains(&name) || (self.numbers && number()))
    }

    /// A browser says where a request comes from: `Origin` with whatever acts, and in which
    /// way it is asked for.
    fn check_origin(&self, headers: &HeaderMap, acts: bool) -> Result<(), Refusal> {
        let origin = headers.get(header::ORIGIN);
        let own = |origin: &str| origin.strip_prefix("http://").is_some_and(|h| self.is_own(h));
        let origin_is_own = origin.map(|o| o.to_str().is_ok_and(own));
        if origin_is_own == Some(false) || (acts && origin_is_own.is_none()) {
            return Err(Refusal::Origin);
        }
        let said = |name| headers.get(HeaderName::from_static(name)).map(HeaderValue::as_bytes);
        let foreign =
            said("sec-fetch-site").is_some_and(|site| !matches!(site, b"same-origin" | b"none"));
        let followed = said("sec-fetch-mode") == Some(b"navigate")
            && said("sec-fetch-dest") == Some(b"document");
        if foreign && (acts || !followed) { Err(Refusal::Origin) } else { Ok(()) }
    }
}

/// An address as it stands before a port.
fn bracketed(address: IpAddr) -> String {
    match address {
        IpAddr::V4(four) => four.to_string(),
        IpAddr::V6(six) => format!("[{six}]"),
    }
}

/// The value of a header that must be there once.
fn one<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?.to_str().ok()?;
    all.next().is_none().then_some(first)
}

/// The value of `name` in a query, as it stands.
pub(super) fn query<'a>(query: Option<&'a str>, name: &str) -> Option<&'a str> {
    let mut pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// Whether both are the same, in a time that does not tell how far they agree.
fn alike(given: &str, token: &str) -> bool {
    let difference = given.bytes().zip(token.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
    given.len() == token.len() && difference == 0
}

/// The place in the publication that `path` names; nothing where it could mean anything else.
pub(super) fn place(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.strip_prefix('/')?.bytes();
    while let Some(byte) = rest.next() {
        let byte = match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                let decoded = u8::try_from(digit()? * 16 + digit()?).ok()?;
                // What is written so that it is not seen at once is not meant well.
                if matches!(decoded, b'/' | b'\\' | b'%' | b'.') {
                    return None;
                }
                decoded
            }
            byte => byte,
        };
        bytes.push(byte);
    }
    let place = String::from_utf8(bytes).ok()?;
    let odd =
        |c: char| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let mut segments = place.split('/').peekable();
    let mut sound = !place.contains(odd);
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        sound &= !segment.is_empty() || last;
        sound &= !segment.starts_with('.') && !segment.ends_with(['.', ' ']);
    }
    sound.then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_never_one_of_a_disk() {
        let fine = ["/", "/policies/1-2-03/", "/data/%E6%96%BD%E7%AD%96.csv", "/a/b.c"];
        assert_eq!(
            fine.map(|path| place(path).expect("a place")),
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
            assert_eq!(place(path), None, "{path}");
        }
    }

    #[test]
    fn a_token_is_compared_whole() {
        assert!(alike("abc", "abc"));
        assert!(!alike("abcd", "abc") && !alike("ab", "abc") && !alike("", "abc"));
    }

    #[test]
    fn only_names_of_this_server_mean_it() {
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
