//! `django`: the development server of Django
//! (<https://docs.djangoproject.com/en/stable/ref/django-admin/#runserver>).

use crate::log::format::template::Template;
use crate::log::format::{About, Escaping};

pub static DJANGO: Template = Template::new(
    About::new(
        "django",
        r#"[10/Oct/2023 13:55:36] "GET /polls/?page=2 HTTP/1.1" 200 10697"#,
        r#"[%(server_time)s] "%(request)s" %(status)s %(size)s"#,
        "https://docs.djangoproject.com/en/stable/ref/django-admin/#runserver",
    )
    .escaping(Escaping::None),
    r#"[{time:%d/%b/%Y %T}] "{request}" {status} {bytes}"#,
)
.closed()
.among_others(&[]);
