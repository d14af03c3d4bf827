use super::{REDUCER, SOURCE, errors_of};

#[test]
fn print() {
    for text in CASES {
        println!("--- {text:?}\n{}", errors_of(format!("{SOURCE}{text}")).replace("\n{REDUCER}", ""));
    }
    for text in WHOLE {
        println!("=== {text:?}\n{}", errors_of(*text));
    }
    let _ = REDUCER;
}
const R: &str = "";
const CASES: &[&str] = &[
    "[[reducers]]\ntype = \"nothing\"\n",
    "[[reducers]]\ntype = \"nothing\"\ngroup_by = [1, \"a\", true]\ntpo = 3\n",
    "[[reducers]]\ntype = \"nothing\"\ngroup_by = []\n[pipelin]\nparsers = 2\n[pipeline]\nparsers = 0\nreaders = \"many\"\nbuffers = -1\nbatch_bytes = \"1 megabyte\"\nmax_line_bytes = 0\ncolour = 3\n",
    "[[reducers]]\ntype = \"nothing\"\ngroup_by = []\n[[filters]]\ntype = \"sieve\"\nmin_segments = 300\nexclude_segmnets = []\nmode = \"kep\"\nrules = [{ pattern = 3, weight = 1 }, { pattern = 2, wieght = 1 }, 7]\nexclude_extensions = \"js\"\n",
    "[[reducers]]\ntype = \"nothing\"\ngroup_by = []\n[[filters]]\ntype = \"sieve\"\nname = \"a\"\ninputs = [\"b\"]\n[[filters]]\ntype = \"sieve\"\nname = \"b\"\n[[filters]]\nname = \"source1\"\ntype=\"seive\"\ninputs=[\"a\", \"a\", \"nobody\", \"nothing\"]",
];
const WHOLE: &[&str] = &["", "a = ", "[pipeline\nparsers = 0\n", "[pipeline]\nparsers = 0\nbuffers = x\n", "sources = 3\nreducers = [1]\npipeline = \"a\"\n", R];
