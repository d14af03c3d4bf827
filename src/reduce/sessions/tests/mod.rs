mod by_hand;
mod records;
mod reference;
mod refused;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::definition::Definition;
use super::*;
use crate::log::zone::Zone;
use records::{Request, batch, requests};
use reference::MEASURES;

fn context(zone: &str) -> Context {
    Context { zone: zone.parse::<Zone>().expect("a zone"), ..Context::default() }
}

/// A reducer whose rows are in the order of the keys.
fn sessions(definition: Definition, group_by: &[&str], context: &Context) -> Sessions {
    let owned = |texts: &[&str]| texts.iter().copied().map(str::to_owned).collect::<Vec<_>>();
    let settings = SessionSettings {
        definition,
        group_by: owned(group_by),
        measures: Some(owned(&MEASURES)),
        sort: Some("key".to_owned()),
        top: Some(0),
        ..SessionSettings::default()
    };
    Sessions::new(settings, context).expect("good settings")
}

fn folded(sessions: &Sessions, rows: &[Request]) -> SessionsState {
    let mut state = sessions.identity();
    let (batch, selected) = batch(rows);
    sessions.fold(&mut state, &batch, &selected).expect("all columns are there");
    state
}

fn encoded(sessions: &Sessions, state: &SessionsState) -> Vec<u8> {
    let mut bytes = Vec::new();
    state.encode(sessions, &mut bytes).expect("sessions can be written");
    bytes
}

const KEYS: [&[&str]; 7] =
    [&[], &["entry"], &["exit"], &["day"], &["referrer"], &["pages", "entry"], &["referrer", "day", "exit"]];

fn zones() -> impl Strategy<Value = Context> {
    select(vec!["UTC", "Europe/Berlin", "-03:30"]).prop_map(context)
}

fn reducers() -> impl Strategy<Value = Sessions> {
    let definitions = select(Definition::ALL.to_vec());
    (definitions, select(KEYS.to_vec()), zones()).prop_map(|(definition, keys, zone)| sessions(definition, keys, &zone))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases * 2))]

    #[test]
    fn the_table_is_that_of_requests_in_order_cut_by_the_rules(
        definition in select(Definition::ALL.to_vec()),
        keys in select(KEYS.to_vec()),
        zone in zones(),
        rows in requests(),
    ) {
        let sessions = sessions(definition, keys, &zone);
        let expected = reference::sessions(definition, &zone, &rows);
        let table = sessions.finish(folded(&sessions, &rows));
        prop_assert_eq!(table.rows, reference::rows(definition.rules(), &expected, keys));
    }

    #[test]
    fn any_split_and_any_merge_tree_give_the_same_state(
        sessions in reducers(),
        (rows, shuffled) in requests().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        cuts in vec(any::<Index>(), 0..6),
        merges in vec((any::<Index>(), any::<Index>(), any::<bool>()), 8),
    ) {
        let whole = folded(&sessions, &rows);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(rows.len() + 1)).collect();
        cuts.extend([0, rows.len()]);
        cuts.sort_unstable();
        let mut states: Vec<_> = cuts.windows(2).map(|cut| folded(&sessions, &shuffled[cut[0]..cut[1]])).collect();
        for (a, b, is_encoded) in merges {
            if states.len() == 1 {
                break;
            }
            let other = states.swap_remove(a.index(states.len()));
            let at = b.index(states.len());
            match is_encoded {
                true => states[at].absorb(&sessions, &encoded(&sessions, &other)).expect("own bytes"),
                false => sessions.merge(&mut states[at], other),
            }
        }
        let mut state = states.pop().expect("at least one part");
        states.into_iter().for_each(|other| sessions.merge(&mut state, other));
        prop_assert_eq!(sessions.state_bytes(&state), sessions.state_bytes(&whole));
        prop_assert_eq!(encoded(&sessions, &state), encoded(&sessions, &whole));
        prop_assert_eq!(sessions.finish(state), sessions.finish(whole));
    }

    #[test]
    fn a_batch_is_the_same_as_its_requests_one_by_one(sessions in reducers(), rows in requests()) {
        let mut state = sessions.identity();
        for row in &rows {
            let (batch, selected) = batch(std::slice::from_ref(row));
            sessions.fold(&mut state, &batch, &selected).expect("all columns are there");
        }
        prop_assert_eq!(encoded(&sessions, &state), encoded(&sessions, &folded(&sessions, &rows)));
    }

    #[test]
    fn a_state_never_shrinks(sessions in reducers(), rows in requests(), more in requests()) {
        let mut state = folded(&sessions, &rows);
        let other = folded(&sessions, &more);
        let least = sessions.state_bytes(&state).max(sessions.state_bytes(&other));
        sessions.merge(&mut state, other);
        prop_assert!(sessions.state_bytes(&state) >= least);
        let before = sessions.state_bytes(&state);
        let (batch, selected) = batch(&rows);
        sessions.fold(&mut state, &batch, &selected).expect("all columns are there");
        prop_assert_eq!(sessions.state_bytes(&state), before, "nothing new was seen");
    }

    #[test]
    fn bytes_that_are_cut_off_or_changed_are_refused_or_are_a_state(
        sessions in reducers(),
        rows in requests(),
        at: Index,
        byte: u8,
    ) {
        let mut bytes = encoded(&sessions, &folded(&sessions, &rows));
        let at = at.index(bytes.len());
        prop_assert!(sessions.identity().absorb(&sessions, &bytes[..at]).is_err());
        bytes[at] = byte;
        let mut state = sessions.identity();
        for _ in 0..2 {
            if state.absorb(&sessions, &bytes).is_err() {
                return Ok(());
            }
        }
        sessions.state_bytes(&state);
        encoded(&sessions, &state);
        sessions.finish(state);
    }

    #[test]
    fn any_bytes_are_absorbed_or_refused(
        sessions in reducers(),
        bytes in vec(prop_oneof![3 => 0..4_u8, 1 => any::<u8>()], 0..120),
    ) {
        let empty = encoded(&sessions, &sessions.identity());
        // All but the number of texts, keys and visitors, which are none.
        let head = &empty[..empty.len() - 3];
        let mut state = sessions.identity();
        if state.absorb(&sessions, &[head, bytes.as_slice()].concat()).is_ok() {
            sessions.finish(state);
        }
    }
}

#[test]
fn states_of_other_days_or_other_ends_are_refused() {
    let made = |keys: &[&str], zone: &str| sessions(Definition::Matomo, keys, &context(zone));
    let own = made(&["entry"], "Europe/Berlin");
    let refusal = |other: &Sessions| {
        let error = own.identity().absorb(&own, &encoded(other, &other.identity())).expect_err("another kind");
        error.to_string()
    };
    assert_eq!(refusal(&made(&["entry"], "UTC")), "its state is damaged: its days are those of another time zone");
    assert_eq!(refusal(&made(&[], "Europe/Berlin")), "its state is damaged: it is that of other settings");
}
