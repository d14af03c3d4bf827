//! Draws the actor graph from the one list of stages, as text and for Mermaid.

use std::fmt::Write;

use logmill_actors::StageKind;

use crate::engine::graph::StageInput;
use crate::engine::{Graph, Stage};

/// The graph for people: one stage per line with its inputs, then the bounds of mailboxes and memory.
pub fn text(graph: &Graph) -> String {
    let name_width = graph.stages.iter().map(|stage| stage.name.len()).max().unwrap_or(0);
    let what_width = graph.stages.iter().map(|stage| describe(stage).len()).max().unwrap_or(0);
    let mut out = String::new();
    for stage in &graph.stages {
        let inputs: Vec<_> = stage.inputs.iter().map(read_from).collect();
        let line = format!("{:name_width$}  {:what_width$}  {}", stage.name, describe(stage), inputs.join(", "));
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out.push_str(&limits(graph));
    out
}

/// The bounds of mailboxes and memory.
fn limits(graph: &Graph) -> String {
    let (buffer, bound) = (size(graph.buffer_bytes), size(graph.memory_bound()));
    match graph.workers {
        None => format!(
            "\nmailboxes  at most {buffers} batches in flight, in all mailboxes together: the reader waits for a free buffer\n\
             memory     at most {buffer} x {buffers} = {bound} of text, and the state of the reducers\n",
            buffers = graph.buffers,
        ),
        Some(workers) => format!(
            "\nexecutor   processes: {workers} workers, each of which does all of this for one part of the input at a time\n\
             memory     at most {buffer} x {workers} = {bound} of text, and the state of the reducers in each worker and in the merge\n",
        ),
    }
}

fn describe(stage: &Stage) -> String {
    let kind = stage.kind.name();
    let instances = if stage.instances == 1 { String::new() } else { format!(" x {}", stage.instances) };
    format!("{kind}{instances} ({})", stage.what)
}

fn read_from(edge: &StageInput) -> String {
    match edge.sources.as_slice() {
        [] => format!("reads {}", edge.from),
        sources => format!("reads {} of {}", edge.from, sources.join(", ")),
    }
}

/// The graph as a Mermaid flow chart. Edges are labelled with the capacity of the mailbox.
pub fn mermaid(graph: &Graph) -> String {
    let mut out = String::from("flowchart LR\n");
    let id = |name: &str| graph.stages.iter().position(|stage| stage.name == name).unwrap_or(0);
    for (number, stage) in graph.stages.iter().enumerate() {
        let instances = if stage.instances == 1 { String::new() } else { format!(" x {}", stage.instances) };
        let _ =
            writeln!(out, "    s{number}[\"{}{instances}<br/>{} ({})\"]", stage.name, stage.kind.name(), stage.what);
    }
    for (number, stage) in graph.stages.iter().enumerate() {
        for edge in &stage.inputs {
            let sources =
                if edge.sources.is_empty() { String::new() } else { format!(" of {}", edge.sources.join(", ")) };
            let _ = writeln!(out, "    s{} -->|\"{} batches{sources}\"| s{number}", id(&edge.from), graph.buffers);
        }
    }
    let ends = graph.stages.iter().enumerate().filter(|(_, stage)| stage.kind == StageKind::Reducer);
    for (number, _) in ends {
        let _ = writeln!(out, "    s{number} -.->|\"free buffer\"| s0");
    }
    out
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KiB", bytes / 1024),
        _ => format!("{} MiB", bytes >> 20),
    }
}
