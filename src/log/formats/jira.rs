//! `jira`: the default format of Jira, with the number of the request in place of the identity
//! (<https://confluence.atlassian.com/adminjiraserver/user-access-logging-938847635.html>).

use crate::log::format::About;
use crate::log::format::template::Template;

pub static JIRA: Template = Template::new(
    About::new(
        "jira",
        r#"203.0.113.9 1000x44x1 alice [15/Oct/2019:16:40:07 +1100] "GET /secure/views/bulkedit?a=1 HTTP/1.1" 200 16380 513 "http://www.example.com/secure/" "Mozilla/5.0 (X11; Linux x86_64)" "pn1mwe""#,
        r#"%a %{jira.request.id}r %{jira.request.username}r %t "%m %U%q %H" %s %b %D "%{Referer}i" "%{User-Agent}i" "%{jira.request.assession.id}r""#,
        "https://confluence.atlassian.com/adminjiraserver/user-access-logging-938847635.html",
    ),
    r#"{host} {request_id} {user} [{time}] "{request}" {status} {bytes} {request_time:s.} "{referer}" "{user_agent}" "{_}"
{host} {request_id} {user} [{time}] "{request}" {status} {bytes} {request_time:ms} "{referer}" "{user_agent}" "{_}""#,
).closed();
