/* Any bytes as a YAML file: a tree whose text is UTF-8 and whose nodes have their places,
 * no deeper than its limit, or an error with a place in the file. */
#include "support.h"

#include "base/limits.h"
#include "packs/yaml.h"

static struct slice file_bytes;

static void check_place(struct place place) {
    uint32_t lines = 2; /* an error at the end may stand on the line after the last */
    for (size_t i = 0; i < file_bytes.size; i++) {
        bool line = file_bytes.data[i] == '\n' || file_bytes.data[i] == '\r' ||
                    (unsigned char)file_bytes.data[i] >= 0x80;
        lines += line ? 1 : 0; /* some characters beyond ASCII end a line, too */
    }
    require(slice_is(place.file, "rules.yaml"));
    require(place.line >= 1 && place.line <= lines && place.column >= 1);
    require(place.column <= file_bytes.size + 1);
}

static void check_node(const struct yaml_node *node, uint32_t depth) {
    require(depth <= LIMIT_YAML_DEPTH + 1);
    check_place(node->place);
    require(node->kind == YAML_TEXT || node->text.size == 0);
    require(node->kind != YAML_TEXT || node->first == NULL);
    require(is_valid(node->text));
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
        check_node(item, depth + 1);
        if (node->kind != YAML_MAP) {
            continue;
        }
        check_place(item->key_place);
        require(is_valid(item->key));
        for (const struct yaml_node *other = node->first; other != item;
             other = other->next) {
            require(!slice_equal(other->key, item->key));
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const known[] = {"rules", "define", "match"};
    struct arena arena;
    struct pack_errors errors;
    struct buffer text;
    arena_init(&arena);
    pack_errors_init(&errors);
    buffer_init(&text, 1 << 20);
    file_bytes = slice_of((const char *)data, size);
    const struct yaml_node *root =
        yaml_read(&arena, &arena, SLICE_LITERAL("rules.yaml"), file_bytes, &errors);
    require(root != NULL || pack_errors_any(&errors));
    if (root != NULL && !pack_errors_any(&errors)) {
        check_node(root, 0);
        if (yaml_expect(root, YAML_MAP, "a rule file", &errors)) {
            yaml_check_keys(root, known, 3, &errors);
        }
    }
    for (size_t i = 0; i < errors.list.count; i++) {
        check_place(errors.list.items[i].place);
        require(errors.list.items[i].message.size > 0);
        require(is_valid(errors.list.items[i].message));
    }
    pack_errors_write(&errors, false, &text);
    require(buffer_status(&text) == ASSAY_OK);
    buffer_deinit(&text);
    pack_errors_deinit(&errors);
    arena_deinit(&arena);
    return 0;
}
