/* The one table of options, and the commands that take them: to add an option, add a row
 * here and its function in options_take.c. */
#include "cli/options_table.h"

const struct command_text command_texts[] = {
    {COMMAND_ANNOTATE, "annotate", "assay [annotate] [OPTION...] [FILE or FOLDER...]",
     "Reads articles (files, all files of folders, or standard input; gzip and zstd too) "
     "and prints one JSON\nrecord for each. JSONL holds an article a line. Records are "
     "compressed where "
     "-o names a .gz or .zst."},
    {COMMAND_RULES, "rules",
     "assay rules check|test|list|why|new [OPTION...] [PACK, RULE or FILE...]",
     "check lints the rule packs, test runs the tests that stand in them, list shows "
     "them, why says what a rule does with a text, new makes a small pack to begin "
     "with."},
    {COMMAND_NORMALIZE, "normalize", "assay normalize [OPTION...] [FILE...]",
     "Shows what the stages see: zones with their place, numbered sentences, and what "
     "normalization changed."},
    {COMMAND_VERIFY, "verify", "assay verify [OPTION...] [RECORDS...]",
     "Proves records: every span gives its text, zones partition the article."},
    {COMMAND_DIFF, "diff",
     "assay diff [OPTION...] OLD NEW  |  assay diff [OPTION...] OLDRULES NEWRULES "
     "FILE...",
     "Says what differs between two files of records, or two folders of rules over the "
     "same articles, rule by rule; status 1 if anything does."},
    {COMMAND_REPORT, "report", "assay report [-o FILE] [RECORDS...]",
     "Makes one page of records (JSONL, made with --text): overview, matrix, flows, "
     "reader."},
    {COMMAND_EVAL, "eval", "assay eval [OPTION...] GOLD...",
     "Scores the rules against gold: the corpus's format, brat standoff, or JSONL with "
     "spans; files or folders."},
    {COMMAND_SUMMARY, "summary", "assay summary [OPTION...] [RECORDS...]",
     "Counts over many records: entities, frames, flags and sources over time, what "
     "stands "
     "together, flows, movers; as JSON."},
    {COMMAND_SCHEMA, "schema", "assay schema [record|summary]",
     "Prints the JSON Schema (2020-12) of the record, or of the summary."},
};

const struct option option_table[] = {
    {'h', "help", NULL, "show this help", COMMAND_ALL, take_help},
    {'V', "version", NULL, "show the version", COMMAND_ALL, take_version},
    {0, "man", NULL, "help: all of it as a man page", COMMAND_HELP, take_man},
    {0, "completion", "SHELL", "help: a script that completes assay in bash, zsh or fish",
     COMMAND_HELP, take_completion},
    {'i', "input", "FORM",
     "text, jsonl or auto (the default: JSONL if named .jsonl or .ndjson, or if the "
     "first "
     "line is a JSON object)",
     COMMAND_DIFF | COMMAND_ANNOTATE | COMMAND_NORMALIZE, take_input},
    {'o', "output", "FILE", "write to FILE instead of standard output",
     COMMAND_SUMMARY | COMMAND_REPORT | COMMAND_ANNOTATE | COMMAND_NORMALIZE,
     take_output},
    {'f', "format", "FORMAT",
     "what to write; annotate: see the formats below (default record); rules: text or "
     "json",
     COMMAND_ANNOTATE | COMMAND_RULES, take_format},
    {'r', "rules", "DIR",
     "the folder of rule packs (else $ASSAY_RULES, else those installed)",
     COMMAND_EVAL | COMMAND_ANNOTATE | COMMAND_NORMALIZE | COMMAND_RULES, take_rules},
    {0, "pack", "DIR", "load this pack too; may be repeated",
     COMMAND_EVAL | COMMAND_DIFF | COMMAND_ANNOTATE | COMMAND_NORMALIZE | COMMAND_RULES,
     take_pack},
    {0, "only", "PACK", "load only this pack and what it needs; may be repeated",
     COMMAND_EVAL | COMMAND_DIFF | COMMAND_ANNOTATE | COMMAND_RULES, take_only},
    {0, "disable", "RULE",
     "leave out a rule, a lexicon or a row (pack/lexicon:id); may be repeated",
     COMMAND_EVAL | COMMAND_DIFF | COMMAND_ANNOTATE | COMMAND_RULES, take_disable},
    {0, "units", "LIST", "units of spans: byte,char,utf16 (default byte,char)",
     COMMAND_ANNOTATE, take_units},
    {0, "fields", "LIST", "only these sections of the record, such as entities,counts",
     COMMAND_ANNOTATE, take_fields},
    {0, "text", NULL, "put the article text into the record", COMMAND_ANNOTATE,
     take_text},
    {0, "pretty", NULL, "print JSON on many lines", COMMAND_SUMMARY | COMMAND_ANNOTATE,
     take_pretty},
    {0, "text-field", "NAME", "JSONL: the field that holds the text (default text)",
     COMMAND_DIFF | COMMAND_ANNOTATE | COMMAND_NORMALIZE | COMMAND_VERIFY,
     take_text_field},
    {0, "join", "FIELDS",
     "JSONL: put these fields together as the text, such as title,text",
     COMMAND_DIFF | COMMAND_ANNOTATE | COMMAND_NORMALIZE, take_join},
    {0, "max-article", "BYTES",
     "a larger article gives an error record (default 67108864)",
     COMMAND_DIFF | COMMAND_ANNOTATE | COMMAND_NORMALIZE, take_maximum},
    {'j', "jobs", "N", "annotate on N threads (default: as many as processors)",
     COMMAND_ANNOTATE, take_jobs},
    {0, "files-from", "FILE", "read the files that FILE lists, one a line (-: stdin)",
     COMMAND_ANNOTATE | COMMAND_NORMALIZE, take_list},
    {'0', "null", NULL, "names in --files-from end with NUL, as find -print0 writes them",
     COMMAND_ANNOTATE | COMMAND_NORMALIZE, take_list_zero},
    {'g', "glob", "PATTERN",
     "in folders, only such files, or with ! before it none such; may be repeated",
     COMMAND_ANNOTATE | COMMAND_NORMALIZE, take_glob},
    {0, "out-dir", "DIR", "write a file for each article below DIR", COMMAND_ANNOTATE,
     take_folder},
    {0, "resume", NULL, "go on where a run with -o or --out-dir was ended",
     COMMAND_ANNOTATE, take_resume},
    {0, "shard", "I/N", "only the articles of part I of N; the parts together are all",
     COMMAND_ANNOTATE, take_shard},
    {0, "progress", NULL, "show progress (the default where stderr is a terminal)",
     COMMAND_ANNOTATE, take_progress},
    {0, "no-progress", NULL, "show no progress", COMMAND_ANNOTATE, take_no_progress},
    {0, "stats", NULL, "at the end: counts, diagnostics, the slowest rules",
     COMMAND_ANNOTATE, take_stats},
    {0, "fail-fast", NULL, "stop at the first article that cannot be annotated",
     COMMAND_ANNOTATE, take_fail_fast},
    {0, "sandbox", NULL,
     "before reading, give up all files but the inputs and the output, and the network",
     COMMAND_ANNOTATE, take_sandbox},
    {0, "explain", NULL,
     "to each mark the conditions that it passed, and frames that are not present",
     COMMAND_ANNOTATE, take_explain},
    {0, "by", "PERIOD", "count by day, week or month (default month)", COMMAND_SUMMARY,
     take_by},
    {0, "from", "DAY", "only articles of that day, such as 2025-12-11, or later",
     COMMAND_SUMMARY, take_from},
    {0, "to", "DAY", "only articles of that day or earlier", COMMAND_SUMMARY, take_to},
    {0, "top", "N", "no more than N in each list (default 20; 0: all)", COMMAND_SUMMARY,
     take_top},
    {0, "json", NULL, "print the report as JSON",
     COMMAND_RULES | COMMAND_DIFF | COMMAND_EVAL, take_json},
    {0, "coverage", NULL,
     "rules test: which branches of patterns and rows no test reaches", COMMAND_RULES,
     take_coverage},
    {0, "errors", NULL, "list every false alarm and miss, the worst rule first",
     COMMAND_EVAL, take_errors},
    {0, "sentence", "N", "rules why: only this sentence, as the record numbers them",
     COMMAND_RULES, take_sentence},
    {0, "no-jit", NULL, "interpret all patterns: slower, same records", COMMAND_ANNOTATE,
     take_without_jit},
    {0, "no-triggers", NULL,
     "try every pattern everywhere: slow, same records; for testing", COMMAND_ANNOTATE,
     take_without_triggers},
};

const size_t option_count = sizeof option_table / sizeof *option_table;
const size_t command_count = sizeof command_texts / sizeof *command_texts;

const struct command_text *command_text_of(enum command command) {
    for (size_t i = 0; i < command_count; i++) {
        if (command_texts[i].command == command) {
            return &command_texts[i];
        }
    }
    return &command_texts[0];
}
