//! The columns of a parsed log: names, types and meanings.

use std::fmt;
use std::str::FromStr;

use arrow_schema::{DataType, Field, TimeUnit};

use super::named_enum::named_enum;

named_enum! {
    /// What a column holds.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum ColumnKind {
        /// Text.
        Text = "text",
        /// A point in time, microseconds since 1970 in UTC.
        Time = "time",
        /// A status code, 0 to 65535. Not added up.
        Code = "code",
        /// A port, 0 to 65535. Not added up.
        Port = "port",
        /// A size in bytes.
        Size = "size",
        /// A duration in microseconds.
        Duration = "duration",
        /// Any other whole number. Not added up: today these are codes wider than 16 bits.
        Number = "number",
        /// Days since 1970-01-01.
        Day = "day",
        /// Hour of a day, 0 to 23.
        Hour = "hour",
        /// A whole number with a sign. Computed, never logged as such.
        Integer = "integer",
        /// A number with a fraction. Computed, never logged.
        Float = "float",
        /// True or false. Computed, never logged.
        Boolean = "boolean",
        /// A part of a whole, from 0 to 1. Computed, never logged.
        Share = "share",
    }
}

/// Declares the columns: one row gives the enum variant, its name and its kind.
macro_rules! columns {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal: $kind:ident,)+) => {
        /// A column of a parsed log: a field of the line, or a value derived from one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Column {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Column {
            /// Every column, in schema order: the common ones, those derived from others, then those that only some formats fill. Those of a
            /// job's own formats are among them, under names that only batches use.
            pub const ALL: [Column; [$(Column::$variant),+].len()] = [$(Column::$variant),+];

            /// The name that configuration and reports use.
            pub const fn name(self) -> &'static str {
                match self { $(Column::$variant => $name,)+ }
            }

            /// What it holds.
            pub const fn kind(self) -> ColumnKind {
                match self { $(Column::$variant => ColumnKind::$kind,)+ }
            }

            /// What it means, in a sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(Column::$variant => concat!($($doc),+),)+ }
            }
        }
    };
}

columns! {
    /// Client address or name; the first of a list of forwarded addresses. Brackets of an IPv6 address are left out.
    Host = "host": Text,
    /// Identity by RFC 1413; nearly always absent.
    Ident = "ident": Text,
    /// Authenticated user; may hold spaces, and be empty.
    User = "user": Text,
    /// When the request was received: UTC, microseconds since 1970-01-01T00:00:00Z.
    Time = "time": Time,
    /// The request line as logged, the server's escapes kept.
    Request = "request": Text,
    /// The request's method: any token of RFC 9110 section 5.6.2, case kept.
    Method = "method": Text,
    /// The request target as logged (RFC 9112 section 3.2).
    Target = "target": Text,
    /// The target without query and fragment; of an absolute-form target, its path. Absent for an authority-form target (`CONNECT`).
    Path = "path": Text,
    /// What follows the first `?` of the target, up to a `#`.
    Query = "query": Text,
    /// The protocol and version, such as `HTTP/1.1`.
    Protocol = "protocol": Text,
    /// Response status, 0 to 999.
    Status = "status": Code,
    /// Size of the response in bytes; a `-` in formats like the Common Log Format is 0, and null means that the line has no size.
    Bytes = "bytes": Size,
    /// The `Referer` header.
    Referer = "referer": Text,
    /// The `User-Agent` header.
    UserAgent = "user_agent": Text,
    /// The virtual host that served the request.
    Vhost = "vhost": Text,
    /// The port: the server's in a format with virtual hosts, else the client's where the host was logged as `address:port`.
    Port = "port": Port,
    /// The day of [`Column::Time`] in the zone of the job, UTC by default.
    Day = "day": Day,
    /// The hour of [`Column::Time`] in the zone of the job, 0 to 23.
    Hour = "hour": Hour,
    /// The hundreds of the status: `2xx`, `4xx`.
    StatusClass = "status_class": Text,
    /// What follows the last dot of the path's last segment, without the dot; absent for `/.hidden` and `/name`.
    Extension = "extension": Text,
    /// The first non-empty segment of the path.
    FirstSegment = "first_segment": Text,
    /// The name of the source that the line was read from.
    Source = "source": Text,
    /// The file that the line was read from, or the member of an archive.
    File = "file": Text,
    /// How many seconds the clock of the line is ahead of UTC, if times are the clocks of lines.
    ClockOffset = "clock_offset": Integer,
    /// The `X-Forwarded-For` header, as logged: a list of addresses, the client first.
    ForwardedFor = "forwarded_for": Text,
    /// `http`, `https`, `ws` and so on, where the format logs it apart.
    Scheme = "scheme": Text,
    /// The `Cookie` header.
    Cookie = "cookie": Text,
    /// Media type of the response.
    MimeType = "mime_type": Text,
    /// The server's id for the request.
    RequestId = "request_id": Text,
    /// A tracing system's id for the request.
    TraceId = "trace_id": Text,
    /// The server that answered or logged: its address or name.
    Server = "server": Text,
    /// The site or service as the server calls it.
    Service = "service": Text,
    /// The proxy's frontend, router or listener that received the request, or the load balancer's name.
    Frontend = "frontend": Text,
    /// The group of servers that a proxy chose: backend, service or target group.
    Upstream = "upstream": Text,
    /// Address or name of the upstream server; a list when several were tried.
    UpstreamAddr = "upstream_addr": Text,
    /// Result of the cache lookup: `HIT`, `TCP_MISS`, `RefreshHit`.
    CacheStatus = "cache_status": Text,
    /// How a cache found its peer: `HIER_DIRECT`.
    Hierarchy = "hierarchy": Text,
    /// TLS version, as logged.
    TlsProtocol = "tls_protocol": Text,
    /// TLS cipher suite, as logged.
    TlsCipher = "tls_cipher": Text,
    /// How a proxy's session ended: HAProxy's `termination_state`.
    Termination = "termination": Text,
    /// A proxy's connection counts, as logged.
    Connections = "connections": Text,
    /// A proxy's queue lengths, as logged.
    Queues = "queues": Text,
    /// Request headers that a proxy captured, as logged.
    CapturedRequest = "captured_request": Text,
    /// Response headers that a proxy captured, as logged.
    CapturedResponse = "captured_response": Text,
    /// What a load balancer did with the request: `waf,forward`.
    Actions = "actions": Text,
    /// Where a load balancer sent the client.
    Redirect = "redirect": Text,
    /// The server's own name for the error.
    Error = "error": Text,
    /// The location of a content delivery network that answered.
    EdgeLocation = "edge_location": Text,
    /// Bucket of an object store.
    Bucket = "bucket": Text,
    /// Key of an object, as logged.
    ObjectKey = "object_key": Text,
    /// The operation of an object store: `REST.GET.OBJECT`.
    Operation = "operation": Text,
    /// What follows the last field that the format knows.
    Extra = "extra": Text,
    /// A field of a job's own format, under a name of its own.
    Own1 = "own1": Text,
    /// A field of a job's own format, under a name of its own.
    Own2 = "own2": Text,
    /// A field of a job's own format, under a name of its own.
    Own3 = "own3": Text,
    /// A field of a job's own format, under a name of its own.
    Own4 = "own4": Text,
    /// A field of a job's own format, under a name of its own.
    Own5 = "own5": Text,
    /// A field of a job's own format, under a name of its own.
    Own6 = "own6": Text,
    /// A field of a job's own format, under a name of its own.
    Own7 = "own7": Text,
    /// A field of a job's own format, under a name of its own.
    Own8 = "own8": Text,
    /// A field of a job's own format, under a name of its own.
    Own9 = "own9": Text,
    /// A field of a job's own format, under a name of its own.
    Own10 = "own10": Text,
    /// A field of a job's own format, under a name of its own.
    Own11 = "own11": Text,
    /// A field of a job's own format, under a name of its own.
    Own12 = "own12": Text,
    /// A field of a job's own format, under a name of its own.
    Own13 = "own13": Text,
    /// A field of a job's own format, under a name of its own.
    Own14 = "own14": Text,
    /// A field of a job's own format, under a name of its own.
    Own15 = "own15": Text,
    /// A field of a job's own format, under a name of its own.
    Own16 = "own16": Text,
    /// From the request's first byte to the response's last, in microseconds.
    RequestTime = "request_time": Duration,
    /// Until the request was received whole, in microseconds.
    HeaderTime = "header_time": Duration,
    /// Waiting in a proxy's queue, in microseconds.
    QueueTime = "queue_time": Duration,
    /// Connecting to the upstream, in microseconds; the sum when several were tried.
    UpstreamConnectTime = "upstream_connect_time": Duration,
    /// The upstream's answer, in microseconds; the sum when several were tried.
    UpstreamTime = "upstream_time": Duration,
    /// Until the response's first byte, in microseconds.
    FirstByteTime = "first_byte_time": Duration,
    /// Size of the request in bytes.
    RequestBytes = "request_bytes": Size,
    /// Size of the requested object, in bytes.
    ObjectBytes = "object_bytes": Size,
    /// Windows' status code.
    Win32Status = "win32_status": Number,
    /// Status of the upstream's answer; of the last one when several were tried.
    UpstreamStatus = "upstream_status": Code,
    /// IIS's second status code.
    Substatus = "substatus": Code,
}

impl ColumnKind {
    /// The Arrow type of a logged column of this kind. Computed sizes, durations and other whole numbers have a sign: they are `Int64`.
    pub fn data_type(self) -> DataType {
        match self {
            ColumnKind::Text => DataType::Utf8View,
            ColumnKind::Time => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            ColumnKind::Code | ColumnKind::Port => DataType::UInt16,
            ColumnKind::Size | ColumnKind::Duration | ColumnKind::Number => DataType::UInt64,
            ColumnKind::Day => DataType::Date32,
            ColumnKind::Hour => DataType::UInt8,
            ColumnKind::Integer => DataType::Int64,
            ColumnKind::Float | ColumnKind::Share => DataType::Float64,
            ColumnKind::Boolean => DataType::Boolean,
        }
    }

    /// Whether values are whole numbers, as opposed to texts, points in time, fractions and truths.
    pub const fn is_whole_number(self) -> bool {
        matches!(
            self,
            ColumnKind::Code
                | ColumnKind::Port
                | ColumnKind::Size
                | ColumnKind::Duration
                | ColumnKind::Number
                | ColumnKind::Hour
                | ColumnKind::Integer
        )
    }

    /// Whether values are numbers, whole or not.
    pub const fn is_number(self) -> bool {
        self.is_whole_number() || matches!(self, ColumnKind::Float | ColumnKind::Share)
    }
}

/// The columns that fields of a job's own formats fill. [`OwnColumns`](super::OwnColumns) has their names.
const OWN: [Column; 16] = {
    let mut own = [Column::Own1; 16];
    let mut slot = 0;
    while slot < own.len() {
        own[slot] = Column::ALL[Column::Own1 as usize + slot];
        slot += 1;
    }
    own
};

const _: () = assert!(OWN[15] as u8 == Column::Own16 as u8, "the own columns are neighbours");

/// The columns that have the same name and meaning in all jobs. [`Column::ClockOffset`] has no name: it is a part of written times.
const NAMED: [Column; Column::ALL.len() - OWN.len() - 1] = {
    let mut named = [Column::Host; Column::ALL.len() - OWN.len() - 1];
    let (mut from, mut to) = (0, 0);
    while from < Column::ALL.len() {
        if !Column::ALL[from].is_own() && Column::ALL[from] as u8 != Column::ClockOffset as u8 {
            named[to] = Column::ALL[from];
            to += 1;
        }
        from += 1;
    }
    named
};

impl Column {
    /// The columns that fields of a job's own formats fill. [`OwnColumns`](super::OwnColumns) has their names.
    pub const OWN: [Column; OWN.len()] = OWN;

    /// The columns that have the same name and meaning in all jobs, in schema order.
    pub const NAMED: [Column; NAMED.len()] = NAMED;

    /// Whether a field of a job's own format fills it, under a name that the job gives.
    pub const fn is_own(self) -> bool {
        self as u8 >= Column::Own1 as u8 && self as u8 <= Column::Own16 as u8
    }

    /// The Arrow type of the column's array.
    pub fn data_type(self) -> DataType {
        self.kind().data_type()
    }

    /// The Arrow field: every column may hold nulls.
    pub fn field(self) -> Field {
        Field::new(self.name(), self.data_type(), true)
    }

    /// Whether values are text, as opposed to numbers or times.
    pub const fn is_text(self) -> bool {
        matches!(self.kind(), ColumnKind::Text)
    }

    /// Whether values have 16 bits.
    pub const fn is_small(self) -> bool {
        matches!(self.kind(), ColumnKind::Code | ColumnKind::Port)
    }

    /// Whether values are durations in microseconds.
    pub const fn is_duration(self) -> bool {
        matches!(self.kind(), ColumnKind::Duration)
    }

    /// Whether only some formats fill it: its values come from [`Extra`](super::fields::Extra).
    pub const fn is_extra(self) -> bool {
        self as u8 >= Column::ForwardedFor as u8
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is not a column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not a column")]
pub struct UnknownColumn {
    /// The name as given.
    pub name: String,
}

impl FromStr for Column {
    type Err = UnknownColumn;

    fn from_str(name: &str) -> Result<Column, UnknownColumn> {
        Column::NAMED
            .into_iter()
            .find(|column| column.name() == name)
            .ok_or_else(|| UnknownColumn { name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_found_by_its_name() {
        for column in Column::NAMED {
            assert_eq!(column.name().parse(), Ok(column));
        }
    }

    #[test]
    fn the_offset_of_clocks_has_no_name() {
        assert!(!Column::NAMED.contains(&Column::ClockOffset) && !Column::ClockOffset.is_extra());
        assert!("clock_offset".parse::<Column>().is_err());
    }

    #[test]
    fn columns_of_own_formats_have_no_names_that_can_be_written() {
        for column in Column::OWN {
            assert!(column.is_own() && column.is_extra() && !Column::NAMED.contains(&column));
            assert!(column.name().parse::<Column>().is_err(), "{column}");
        }
        assert!(!Column::Extra.is_own() && !Column::RequestTime.is_own());
    }

    #[test]
    fn extra_columns_come_last() {
        assert!(!Column::FirstSegment.is_extra());
        assert!(Column::ForwardedFor.is_extra() && Column::Substatus.is_extra());
    }
}
