/* Corpus articles from their folder; hostile ones written out here or put together from
 * pieces. */
#include "texts.h"

#include "base/limits.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LITERAL(text)                                                                    \
    { (text), sizeof(text) - 1 }

static const struct {
    const char *data;
    size_t size;
} hostile[] = {
    LITERAL(""),
    LITERAL("\n\r\n \t"),
    LITERAL("\xEF\xBB\xBF"
            "China exports gallium.\r\nMongolia does not."),
    LITERAL("\xFF\xFE"
            "C\0h\0i\0n\0a\0 \0\x3D\xD8\x00\xDE\x3D\xD8"),
    LITERAL("\xFE\xFF\0J\0a\0p\0a\0n\x20\x19\0s"),
    LITERAL("China \xFF\xFE\x80 said \xC3 Mongolia \xED\xA0\x80 \xF0\x9F\x98 end"),
    LITERAL("The caf\xE9 in France \x93quoted\x94 lithium \x80 5 million"),
    LITERAL("e\xCC\x81 Mongolia\xE2\x80\x99s li\xCC\x81thium \xE2\x80\x8B"
            "China\xE2\x80\x8B \xE2\x80\xAEKorea\xE2\x80\xAC"),
    LITERAL("\xF0\x9F\x87\xB0\xF0\x9F\x87\xB7 South Korea \xF0\x9F\x91\xA8\xE2\x80\x8D"
            "\xF0\x9F\x91\xA9 \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D Japan \xEF\xAC\x81rst"),
    LITERAL("a\0b China\0Mongolia \x7F\x01"),
    LITERAL("{\"text\": \"Mongolia\"} is no line of JSON here"),
};

static const char *const pieces[] = {
    "China",
    "Mongolia's",
    "lithium",
    "rare\xC2\xA0metals",
    "$9 million",
    "U.S.",
    "\xE2\x80\x9CSeoul\xE2\x80\x9D",
    "processing",
    "ODA",
    "\xCC\x81",
    "\xE2\x80\x8B",
    "\xF0\x9F\x98\x80",
    "\xE3\x90\x80",
    "\xD7\x90",
    "\xE2\x80\x93",
    "\xC3",
    "\xF0\x9F",
    "-",
    ".",
    " ",
    " ",
    "\n",
    "\n\n",
    "\r\n",
};

enum { MADE = 30, PIECES = sizeof pieces / sizeof *pieces };

unsigned next_random(unsigned *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void fail(const char *what) {
    fprintf(stderr, "cannot read %s\n", what);
    exit(2);
}

static void add(struct texts *texts, const char *name, const char *data, size_t size) {
    struct text *items = realloc(texts->items, (texts->count + 1) * sizeof *texts->items);
    char *copy = malloc(size + 1);
    if (items == NULL || copy == NULL) {
        fail(name);
    }
    memcpy(copy, data, size);
    texts->items = items;
    struct text *text = &items[texts->count++];
    *text = (struct text){.data = copy, .size = size};
    snprintf(text->name, sizeof text->name, "%s", name);
}

static void add_file(struct texts *texts, const char *path) {
    static char data[1 << 20];
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail(path);
    }
    size_t size = fread(data, 1, sizeof data, file);
    fclose(file);
    add(texts, path, data, size);
}

static void add_folder(struct texts *texts, const char *folder) {
    DIR *entries = opendir(folder);
    if (entries == NULL) {
        fail(folder);
    }
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        char path[1024];
        if (entry->d_name[0] != '.') {
            snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
            add_file(texts, path);
        }
    }
    closedir(entries);
}

static void add_made(struct texts *texts, unsigned number) {
    char name[32];
    char data[4096];
    size_t size = 0;
    unsigned state = number;
    while (size + 32 < sizeof data) {
        const char *piece = pieces[next_random(&state) % PIECES];
        memcpy(data + size, piece, strlen(piece));
        size += strlen(piece);
    }
    snprintf(name, sizeof name, "made %u", number);
    add(texts, name, data, size);
}

/* A sentence without a space, which its cap cuts inside a word: "never|more". */
static void add_cut_word(struct texts *texts) {
    static char data[LIMIT_SENTENCE_BYTES + 64];
    static const char word[] = "nevermore ends here.";
    memset(data, ',', LIMIT_SENTENCE_BYTES - 5);
    data[0] = 'X';
    memcpy(data + LIMIT_SENTENCE_BYTES - 5, word, sizeof word - 1);
    add(texts, "a cut word", data, LIMIT_SENTENCE_BYTES - 5 + sizeof word - 1);
}

struct texts texts_load(void) {
    struct texts texts = {0};
    add_cut_word(&texts);
    add_folder(&texts, SOURCE_DIR "/corpus/articles");
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        char name[32];
        snprintf(name, sizeof name, "hostile %zu", i);
        add(&texts, name, hostile[i].data, hostile[i].size);
    }
    for (unsigned i = 0; i < MADE; i++) {
        add_made(&texts, i);
    }
    return texts;
}

void texts_free(struct texts *texts) {
    for (size_t i = 0; i < texts->count; i++) {
        free(texts->items[i].data);
    }
    free(texts->items);
    *texts = (struct texts){0};
}
