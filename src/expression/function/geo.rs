//! Functions that look addresses up: where they are, and whose.

use core::net::IpAddr;
use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::StringViewBuilder;
use arrow_array::{Array, ArrayRef, Int64Array, StringViewArray};
use arrow_buffer::BooleanBuffer;
use foldhash::fast::RandomState;

use super::arguments::{Arguments, Checked, Function};
use super::rows::texts;
use crate::expression::error::{ExpressionError, Problem};
use crate::expression::syntax::fail;
use crate::geo::{BUILD, Fact, Geo, IS_BUILT};
use crate::log::column::ColumnKind;

/// The functions.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "country",
        form: "country(host)",
        meaning: "the country of an address, in two letters, from a database named by --geo or `geo`; null for a name, and if it is unknown",
        example: ("country('81.2.69.142')", "GB"),
        make: |call| text(call, Fact::Country),
    },
    Function {
        name: "city",
        form: "city(host)",
        meaning: "the city of an address, by its English name",
        example: ("city('81.2.69.142')", "London"),
        make: |call| text(call, Fact::City),
    },
    Function {
        name: "asn",
        form: "asn(host)",
        meaning: "the number of the network (autonomous system) that an address belongs to",
        example: ("asn('1.1.1.1')", "13335"),
        make: number,
    },
    Function {
        name: "as_name",
        form: "as_name(host)",
        meaning: "the name of the network (autonomous system) that an address belongs to",
        example: ("as_name('1.1.1.1')", "Cloudflare"),
        make: |call| text(call, Fact::AsName),
    },
];

/// Cost relative to a comparison of numbers: a batch has each address many times.
const COST: u32 = 60;

fn text(call: &Arguments<'_>, fact: Fact) -> Checked {
    call.count(1, 1)?;
    let geo = databases(call, fact)?;
    let apply = move |arrays: &[ArrayRef], among: &BooleanBuffer, _: &mut _| {
        let found = each_address(texts(&arrays[0]), among, |address| geo.text(address, fact));
        let mut made = StringViewBuilder::with_capacity(found.len());
        found.into_iter().for_each(|text| made.append_option(text));
        Arc::new(made.finish()) as ArrayRef
    };
    call.made_once(ColumnKind::Text, COST, vec![call.text(0)?], Arc::new(apply))
}

fn number(call: &Arguments<'_>) -> Checked {
    call.count(1, 1)?;
    let geo = databases(call, Fact::Asn)?;
    let apply = move |arrays: &[ArrayRef], among: &BooleanBuffer, _: &mut _| {
        let found = each_address(texts(&arrays[0]), among, |address| geo.asn(address));
        Arc::new(Int64Array::from(found)) as ArrayRef
    };
    call.made_once(ColumnKind::Integer, COST, vec![call.text(0)?], Arc::new(apply))
}

/// The databases, if one of them has such facts.
fn databases(call: &Arguments<'_>, fact: Fact) -> Result<Arc<Geo>, ExpressionError> {
    let name = call.function.name;
    let refused = |advice: String| fail(call.call, Problem::NoDatabase { name, advice });
    let Some(geo) = &call.check.context().geo else {
        return Err(refused(match IS_BUILT {
            true => "name one with --geo FILE, or in the job, such as geo = \"GeoLite2-City.mmdb\"".to_owned(),
            false => format!("this logmill cannot read one: build it with `{BUILD}`"),
        }));
    };
    if !geo.may_know(fact) {
        return Err(refused(format!("{}: add one of {}", geo.describe(), fact.plural())));
    }
    geo.mark_used();
    Ok(Arc::clone(geo))
}

/// What is found for each row that matters; a text is read and looked up only where it occurs first.
fn each_address<T: Copy>(
    hosts: &StringViewArray,
    among: &BooleanBuffer,
    find: impl Fn(IpAddr) -> Option<T>,
) -> Vec<Option<T>> {
    let mut known: HashMap<&str, Option<T>, RandomState> = HashMap::default();
    let value = |row: usize| (among.value(row) && hosts.is_valid(row)).then(|| hosts.value(row));
    let found = (0..hosts.len()).map(|row| {
        let host = value(row)?;
        *known.entry(host).or_insert_with(|| host.parse().ok().and_then(&find))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn an_address_is_looked_up_once_in_a_batch_and_a_name_never() {
        let hosts =
            StringViewArray::from(vec![Some("192.0.2.1"), Some("a.example"), None, Some("192.0.2.1"), Some("::1")]);
        let asked = RefCell::new(Vec::new());
        let among = BooleanBuffer::from(vec![true, true, true, true, false]);
        let found = each_address(&hosts, &among, |address| {
            asked.borrow_mut().push(address.to_string());
            Some(7)
        });
        assert_eq!(found, [Some(7), None, None, Some(7), None]);
        assert_eq!(*asked.borrow(), ["192.0.2.1"]);
    }

    #[cfg(feature = "geo")]
    fn refusal(geo: Option<Geo>, text: &str) -> String {
        let context = crate::expression::Context { geo: geo.map(Arc::new), ..Default::default() };
        let refused = crate::expression::Expression::parse(text, &context).expect_err("no database");
        refused.to_string()
    }

    #[cfg(feature = "geo")]
    #[test]
    fn a_function_without_its_database_says_what_to_configure() {
        use crate::geo::GeoFile;
        use crate::geo::writer::{database, system};

        let none = "line 1, column 1: country() looks addresses up in a database; name one with --geo FILE, or in the job, such as \
                    geo = \"GeoLite2-City.mmdb\"";
        assert_eq!(refusal(None, "country(host) = 'FR'"), none);
        let systems = || database("GeoLite2-ASN", 4, 24, &[("192.0.2.0", 24, system(64_496, "Example"))]);
        let geo = || Some(Geo::new(vec![GeoFile::of("asn.mmdb", systems()).expect("a database")]));
        let of_systems =
            "line 1, column 1: city() looks addresses up in a database; asn.mmdb is 'GeoLite2-ASN': add one of cities";
        assert_eq!(refusal(geo(), "city(host)"), of_systems);
        assert!(refusal(geo(), "asn(status)").contains("the first argument must be a text"));
    }

    #[cfg(not(feature = "geo"))]
    #[test]
    fn a_program_without_the_feature_says_how_to_build_one_with_it() {
        let refused = crate::expression::Expression::parse("city(host)", &Default::default()).expect_err("no feature");
        assert!(refused.to_string().ends_with("build it with `cargo build --release --features geo`"), "{refused}");
    }
}
