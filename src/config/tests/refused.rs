use super::{REDUCER, SOURCE, errors_of};
#[test]
fn print() {
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[pipelin]\nparsers = 2\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "colour = \"red\"\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[pipeline]\npasrers = 2\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[report]\n\"odd key\" = 1\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[report]\noutput.colour = true\n")));
    println!(
        "@@{}",
        errors_of(format!("{SOURCE}{REDUCER}{}", "[[filters]]\ntype = \"sieve\"\nexclude_segmnets = [\"a\"]\n"))
    );
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[[filters]]\ntype = \"sieve\"\nimputs = []\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[[sources]]\npath = \"b.log\"\npaths = \"c.log\"\n")));
    println!(
        "@@{}",
        errors_of(format!(
            "{SOURCE}{REDUCER}{}",
            "[[filters]]\ntype = \"sieve\"\nrules = [{ pattern = 2, weight = 1, wieght = 2 }]\n"
        ))
    );
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[pipeline]\nbuffers = \"eight\"\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[pipeline]\nbuffers = \"8\"\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[pipeline]\nbuffers = 8.5\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[pipeline]\nparsers = true\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[pipeline]\nbatch_bytes = []\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[pipeline.parsers]\nnumber = 2\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[[pipeline]]\nparsers = 2\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[report]\nactors = \"yes\"\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[report]\ntable = 5\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[report]\noutput = 2024-01-01\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[[sources]]\npath = 5\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[[sources]]\npath = [\"b.log\", 5]\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[[filters]]\ntype = 7\n")));
    println!(
        "@@{}",
        errors_of(format!(
            "{SOURCE}{REDUCER}{}",
            "[[filters]]\ntype = \"sieve\"\nmin_segments = 300\nexclude_extensions = \"js\"\n"
        ))
    );
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[[filters]]\ntype = \"sieve\"\nmode = 3\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[[filters]]\ntype = \"sieve\"\nmode = \"kep\"\n")));
    println!(
        "@@{}",
        errors_of(format!(
            "{SOURCE}{REDUCER}{}",
            "[[filters]]\ntype = \"sieve\"\nmode = { sample = { every = -1 } }\n"
        ))
    );
    println!(
        "@@{}",
        errors_of(format!(
            "{SOURCE}{REDUCER}{}",
            "[[filters]]\ntype = \"sieve\"\nrules = [{ pattern = 3, weight = \"x\" }]\n"
        ))
    );
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[filters]\ntype = \"sieve\"\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[pipeline]\nparsers = 0\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[pipeline]\nparsers = -1\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[pipeline]\nparsers = 1000000000\n")));
    println!(
        "@@{}",
        errors_of(format!(
            "{SOURCE}{REDUCER}{}",
            "[pipeline]\nparsers = 99999999999999999999999999999999999999999999999999\n"
        ))
    );
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[pipeline]\nreaders = 257\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[pipeline]\nreaders = \"all\"\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[pipeline]\nbuffers = 1025\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[pipeline]\nbatch_bytes = 0\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[pipeline]\nbatch_bytes = -5\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[pipeline]\nbatch_bytes = \"2GiB\"\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[pipeline]\nbatch_bytes = \"1 megabyte\"\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[pipeline]\nmax_line_bytes = \"1.2.3MB\"\n")));
    println!(
        "@@{}",
        errors_of(format!(
            "{SOURCE}{REDUCER}{}",
            "[[reducers]]\nname = \"more\"\ntype = \"nothing\"\ngroup_by = []\ninstances = 0\n"
        ))
    );
    println!(
        "@@{}",
        errors_of(format!("{SOURCE}{REDUCER}{}", "[[sources]]\npath = \"b.log\"\nformat = \"combinde\"\n"))
    );
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[[filters]]\ntype = \"seive\"\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[[reducers]]\ntype = \"count_everything\"\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[report]\noutput = \"JSON\"\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[report]\ntable = \"nothin\"\n")));
    println!(
        "@@{}",
        errors_of(format!(
            "{SOURCE}{REDUCER}{}",
            "[[sources]]\nname = \"a\"\npath = \"b.log\"\n[[filters]]\nname = \"a\"\ntype = \"sieve\"\n"
        ))
    );
    println!(
        "@@{}",
        errors_of(format!(
            "{SOURCE}{REDUCER}{}",
            "[[sources]]\nname = \"a\"\npath = \"b.log\"\n[[sources]]\nname = \"a\"\npath = \"c.log\"\n"
        ))
    );
    println!(
        "@@{}",
        errors_of(format!(
            "{SOURCE}{REDUCER}{}",
            "[[reducers]]\nname = \"a\"\ntype = \"nothing\"\ngroup_by = []\n[[reducers]]\nname = \"a\"\ntype = \"nothing\"\ngroup_by = []\n"
        ))
    );
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[[filters]]\nname = \"../a\"\ntype = \"sieve\"\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[[filters]]\nname = \"\"\ntype = \"sieve\"\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[[sources]]\nformat = \"auto\"\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[[sources]]\npath = []\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[[sources]]\npath = \"\"\n")));
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[[sources]]\npath = [\"logs/[a.log\", \"a***b\"]\n")));
    println!(
        "@@{}",
        errors_of(format!(
            "{SOURCE}{REDUCER}{}",
            "[[sources]]\npath = \"-\"\n[[sources]]\npath = [\"b.log\", \"-\"]\n"
        ))
    );
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[report]\noutput_file = \"\"\n")));
    println!(
        "@@{}",
        errors_of(format!("{SOURCE}{REDUCER}{}", "[[filters]]\ntype = \"sieve\"\ninputs = [\"sorce1\"]\n"))
    );
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[[filters]]\ntype = \"sieve\"\ninputs = []\n")));
    println!(
        "@@{}",
        errors_of(format!("{SOURCE}{REDUCER}{}", "[[filters]]\ntype = \"sieve\"\ninputs = \"source1\"\n"))
    );
    println!(
        "@@{}",
        errors_of(format!(
            "{SOURCE}{REDUCER}{}",
            "[[filters]]\ntype = \"sieve\"\ninputs = [\"source1\", \"source1\"]\n"
        ))
    );
    println!(
        "@@{}",
        errors_of(format!("{SOURCE}{REDUCER}{}", "[[filters]]\ntype = \"sieve\"\ninputs = [\"nothing\"]\n"))
    );
    println!(
        "@@{}",
        errors_of(format!("{SOURCE}{REDUCER}{}", "[[filters]]\nname = \"a\"\ntype = \"sieve\"\ninputs = [\"a\"]\n"))
    );
    println!(
        "@@{}",
        errors_of(format!(
            "{SOURCE}{REDUCER}{}",
            "[[filters]]\nname = \"a\"\ntype = \"sieve\"\ninputs = [\"c\"]\n[[filters]]\nname = \"b\"\ntype = \"sieve\"\n[[filters]]\nname = \"c\"\ntype = \"sieve\"\n"
        ))
    );
    println!(
        "@@{}",
        errors_of(format!(
            "{SOURCE}{REDUCER}{}",
            "[[filters]]\nname = \"a\"\ntype = \"sieve\"\ninputs = [\"b\"]\n[[filters]]\nname = \"b\"\ntype = \"sieve\"\n[[filters]]\nname = \"c\"\ntype = \"sieve\"\ninputs = [\"d\", \"a\"]\n[[filters]]\nname = \"d\"\ntype = \"sieve\"\ninputs = [\"c\"]\n"
        ))
    );
    println!("@@{}", errors_of(format!("{SOURCE}{REDUCER}{}", "[[filters]]\n")));
    println!("@@{}", errors_of(""));
    println!("@@{}", errors_of("\t\n\t"));
    println!("@@{}", errors_of("# nothing\n"));
    println!("@@{}", errors_of("a = "));
    println!("@@{}", errors_of("[pipeline\nparsers = 0\n"));
    println!("@@{}", errors_of("[pipeline]\nparsers = 0\nbuffers = x\n"));
    println!("@@{}", errors_of("[pipeline]\nparsers = 2\nparsers = 3\n"));
    println!("@@{}", errors_of("[report]\n[report]\n"));
    println!("@@{}", errors_of("[report]\noutput = \"json\n"));
    println!("@@{}", errors_of("[report]\n\toutput\t=\t\"jsn\"\n"));
    println!("@@{}", errors_of("\u{feff}[report]\noutput = \"jsn\"\n"));
    println!("@@{}", errors_of("\u{feff}reprot = 1\n"));
    println!("@@{}", errors_of("sources = 3\nreducers = [1]\npipeline = \"a\"\nfilters = [\"b\"]\n"));
    println!("@@{}", errors_of("[[sources]]\npath = \"a.log\"\n[[reducers]]\ntype = \"nothing\"\n"));
    println!("@@");
}
