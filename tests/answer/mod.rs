/// One job run in every way that must not matter.
mod plan_tester;
/// Changes of the input whose effect on the answer is known.
mod related_inputs;
/// The same answer by every road, for one large job and for many random ones.
mod roads;
