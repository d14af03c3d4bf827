use crate::world::World;

const LOG: &str = "10.0.0.1 - - [10/Oct/2023:13:55:36 +0000] \"GET /a HTTP/1.1\" 200 100 \"-\" \"a \\\"b\\\"\"\njunk\n\
    10.0.0.1 - - [10/Oct/2023:13:55:37 +0000] \"-\" 408 -\n";

#[cfg(not(feature = "parquet"))]
#[test]
fn a_program_without_parquet_says_how_to_get_one_with_it() {
    let world = World::new();
    world.write("a.log", LOG);
    let ran = world.run(world.logmill(["parse", "--to", "parquet", "-o", "out.parquet", "a.log"]), b"");
    ran.assert_code(1);
    let err = String::from_utf8_lossy(&ran.stderr);
    assert!(err.contains("build it with `cargo build --release --features parquet`"), "{err}");
    assert_eq!(world.files(), ["a.log"]);
}

#[cfg(feature = "parquet")]
mod with_parquet {
    use std::fs::File;

    use logmill::arrow_array::cast::AsArray;
    use logmill::arrow_array::types::{TimestampMicrosecondType, UInt16Type};
    use logmill::arrow_array::{Array, RecordBatch};
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    use super::*;

    #[test]
    fn records_are_read_back_from_a_parquet_file() {
        let world = World::new();
        world.write("a.log", LOG);
        let columns = "user_agent,time,status";
        let arguments =
            ["parse", "-q", "--decode", "--to", "parquet", "--columns", columns, "-o", "out.parquet", "a.log"];
        world.run(world.logmill(arguments), b"").assert_code(0);
        let file = File::open(world.path("out.parquet")).expect("the file is there");
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).and_then(|builder| builder.build());
        let batches: Vec<RecordBatch> = reader.expect("a Parquet file").map(|batch| batch.expect("records")).collect();
        let [batch] = &batches[..] else { panic!("{} batches", batches.len()) };
        let names: Vec<&str> = batch.schema_ref().fields().iter().map(|field| field.name().as_str()).collect();
        assert_eq!(names.join(","), columns);
        let agents: Vec<_> = batch.column(0).as_string_view().iter().collect();
        let times = batch.column(1).as_primitive::<TimestampMicrosecondType>();
        let statuses = batch.column(2).as_primitive::<UInt16Type>();
        assert_eq!(agents, [Some("a \"b\""), None]);
        assert_eq!(times.values(), &[1_696_946_136_000_000, 1_696_946_137_000_000]);
        assert_eq!((&statuses.values()[..], statuses.null_count()), (&[200, 408][..], 0));
    }

    #[test]
    fn parquet_is_never_written_to_a_terminal_or_pipe() {
        let world = World::new();
        world.write("a.log", LOG);
        let ran = world.run(world.logmill(["parse", "--to", "parquet", "a.log"]), b"");
        ran.assert_code(1);
        assert!(ran.stdout.is_empty(), "{ran}");
    }
}
