/// The same answer from every executor, for one large job and for many random ones.
mod executors;
/// Hostile lines of every format: read alike on every path and executor, and in linear time.
mod hostile;
/// A limit on the memory of a reducer, which must not depend on the schedule either.
mod memory_limit;
/// Good lines, changed in the ways that break readers.
mod mutants;
/// One job run in every variant that must not matter.
mod plan_tester;
/// Changes of the input whose effect on the answer is known.
mod related_inputs;
