/* Every format, when any one allocation fails: it says so, and writes the same the next
 * time. What they write is read back by tests/check_formats.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "annotator.h"
#include "assay.h"
#include "base/memory.h"
#include "formats/format.h"

static const char text[] =
    "Seoul to aid Uzbekistan\n\nSouth Korea will give Uzbekistan $9 million for a rare "
    "metals\ncentre, officials in caf\xC3\xA9s said. China banned exports of gallium to "
    "Japan, according to the ministry.\n";

static struct format_input input_of(struct assay_annotator *annotator,
                                    const struct assay_rules *rules) {
    return (struct format_input){annotator_article(annotator), annotator_rules(rules),
                                 annotator_record_options(annotator),
                                 assay_article_error(annotator)};
}

static struct assay_rules *load(void) {
    struct assay_error error;
    struct assay_rules *rules = assay_rules_load(SOURCE_DIR "/rules", NULL, &error);
    if (rules == NULL) {
        fail_msg("%s: %s", error.place, error.message);
    }
    return rules;
}

/* Writes with a buffer of its own; with `fails` an allocation fails. */
static enum assay_status write_once(const struct format *format,
                                    struct assay_annotator *annotator,
                                    const struct assay_rules *rules, size_t fails,
                                    struct buffer *out) {
    assert_int_equal(assay_annotate(annotator, "n", text, strlen(text)), ASSAY_OK);
    struct format_input input = input_of(annotator, rules);
    buffer_init(out, (size_t)1 << 24);
    memory_fail_after(fails);
    enum assay_status status = format->write(out, &input);
    memory_fail_after(SIZE_MAX);
    return status;
}

static void any_allocation_may_fail(void **state) {
    struct assay_rules *rules = load();
    struct buffer wanted, out;
    (void)state;
    for (size_t i = 0; i < format_count; i++) {
        struct assay_annotator *annotator = assay_annotator_new(rules, NULL, NULL);
        assert_int_equal(write_once(&formats[i], annotator, rules, SIZE_MAX, &wanted),
                         ASSAY_OK);
        assert_true(wanted.size > 50);
        bool good = false;
        for (size_t fails = 0; !good; fails++) {
            enum assay_status status =
                write_once(&formats[i], annotator, rules, fails, &out);
            assert_true(status == ASSAY_OK || status == ASSAY_NO_MEMORY);
            good = status == ASSAY_OK;
            if (good) {
                assert_int_equal(out.size, wanted.size);
                assert_memory_equal(out.data, wanted.data, wanted.size);
            }
            buffer_deinit(&out);
            assert_true(fails < 1000);
        }
        buffer_deinit(&wanted);
        assay_annotator_free(annotator);
    }
    assay_rules_free(rules);
}

static void full_buffers_are_told(void **state) {
    struct assay_rules *rules = load();
    struct assay_annotator *annotator = assay_annotator_new(rules, NULL, NULL);
    (void)state;
    assert_int_equal(assay_annotate(annotator, "n", text, strlen(text)), ASSAY_OK);
    struct format_input input = input_of(annotator, rules);
    for (size_t i = 0; i < format_count; i++) {
        struct buffer out;
        buffer_init(&out, 40);
        assert_int_equal(formats[i].write(&out, &input), ASSAY_TOO_LARGE);
        buffer_deinit(&out);
    }
    assay_annotator_free(annotator);
    assay_rules_free(rules);
}

static void names_are_found(void **state) {
    (void)state;
    for (size_t i = 0; i < format_count; i++) {
        assert_ptr_equal(format_named(slice_from_string(formats[i].name)), &formats[i]);
    }
    assert_null(format_named(SLICE_LITERAL("recor")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_allocation_may_fail),
        cmocka_unit_test(full_buffers_are_told),
        cmocka_unit_test(names_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
