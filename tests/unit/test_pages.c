/* The pages of tests/pages: each line has the zone that stands before it there, and the
 * record's title, date and byline are those of the page's head. */
#include "segment_fixture.h"

#include <dirent.h>

enum { PAGE_BYTES = 1 << 16, FIELD_BYTES = 256 };

/* A page without its marks. */
struct page {
    char title[FIELD_BYTES], date[FIELD_BYTES], byline[FIELD_BYTES];
    char text[PAGE_BYTES];
    unsigned char kinds[PAGE_BYTES]; /* of every byte of the text */
    size_t size;
};

static unsigned char read_kind(const char *word, size_t size) {
    for (unsigned char kind = 0; kind < ZONE_KINDS; kind++) {
        if (slice_is(slice_of(word, size), zone_word((enum zone_kind)kind))) {
            return kind;
        }
    }
    fail_msg("no zone is called '%.*s'", (int)size, word);
    return 0;
}

static void add_byte(struct page *page, char byte, unsigned char kind) {
    assert_true(page->size < PAGE_BYTES);
    page->text[page->size] = byte;
    page->kinds[page->size++] = kind;
}

/* Reads "title: ..." and the like; true while it is one of them. */
static bool read_field(const char *line, const char *name, char *field) {
    size_t size = strlen(name);
    if (strncmp(line, name, size) != 0) {
        return false;
    }
    line += size;
    line += strspn(line, " ");
    size = strcspn(line, "\n");
    while (size > 0 && line[size - 1] == ' ') {
        size--;
    }
    assert_true(size < FIELD_BYTES);
    memcpy(field, line, size);
    field[size] = '\0';
    return true;
}

/* Reads "zone| text @zone@text". White space belongs to the zone before it. */
static void read_line(struct page *page, const char *line) {
    unsigned char kind = page->size > 0 ? page->kinds[page->size - 1] : 0;
    const char *bar = strstr(line, "| ");
    if (*line != '\n') {
        assert_non_null(bar);
        kind = read_kind(line, (size_t)(bar - line));
        line = bar + 2;
    }
    for (; *line != '\0'; line++) {
        const char *end = *line == '@' ? strchr(line + 1, '@') : NULL;
        if (end != NULL && end[-1] != ' ') {
            kind = read_kind(line + 1, (size_t)(end - line - 1));
            line = end;
        } else {
            add_byte(page, *line, kind);
        }
    }
}

static void read_page(struct page *page, const char *path) {
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char line[8192];
    bool head = true;
    page->size = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        if (!head) {
            read_line(page, line);
        } else if (strcmp(line, "----\n") == 0) {
            head = false;
        } else {
            assert_true(read_field(line, "title:", page->title) ||
                        read_field(line, "date:", page->date) ||
                        read_field(line, "byline:", page->byline));
        }
    }
    fclose(file);
    assert_false(head);
}

static size_t check_field(const char *name, const char *what, struct slice found,
                          const char *wanted) {
    if (slice_is(found, wanted)) {
        return 0;
    }
    print_message("%s: %s is '%.*s', not '%s'\n", name, what, (int)found.size,
                  found.data == NULL ? "" : found.data, wanted);
    return 1;
}

/* Counts the stretches that lie in another zone than they should, and shows them. */
static size_t check_zones(const struct article *article, const struct page *page,
                          const char *name) {
    size_t wrong = 0;
    size_t zone = 0;
    bool reported = false;
    for (uint32_t at = 0; at < page->size; at++) {
        while (zone + 1 < article->zones.count &&
               article_zone_start(article, zone + 1) <= at) {
            zone++;
        }
        enum zone_kind found = article->zones.items[zone].kind;
        bool space = page->text[at] == ' ' || page->text[at] == '\n';
        if (space || found == (enum zone_kind)page->kinds[at]) {
            reported = reported && space;
            continue;
        }
        if (!reported) {
            print_message("%s: %s, not %s: %.*s\n", name, zone_word(found),
                          zone_word((enum zone_kind)page->kinds[at]),
                          (int)strcspn(page->text + at, "\n"), page->text + at);
            wrong++;
        }
        reported = true;
    }
    return wrong;
}

static size_t check_page(struct fixture *fixture, const char *name) {
    static struct page page; /* too large for the stack */
    char path[1024];
    int length = snprintf(path, sizeof path, "%s/tests/pages/%s", SOURCE_DIR, name);
    assert_true(length > 0 && (size_t)length < sizeof path);
    memset(&page, 0, sizeof page);
    read_page(&page, path);
    segment(fixture, page.text, page.size);
    const struct article *article = &fixture->article;
    assert_whole(article);
    return check_field(name, "title", article->title, page.title) +
           check_field(name, "date", article->date, page.date) +
           check_field(name, "byline", article->byline, page.byline) +
           check_zones(article, &page, name);
}

static void test_pages(void **state) {
    DIR *folder = opendir(SOURCE_DIR "/tests/pages");
    assert_non_null(folder);
    size_t count = 0;
    size_t wrong = 0;
    for (const struct dirent *entry = readdir(folder); entry != NULL;
         entry = readdir(folder)) {
        const char *dot = strrchr(entry->d_name, '.');
        if (dot != NULL && strcmp(dot, ".txt") == 0) {
            wrong += check_page(*state, entry->d_name);
            count++;
        }
    }
    closedir(folder);
    assert_true(count >= 10);
    assert_int_equal(wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_pages)};
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
