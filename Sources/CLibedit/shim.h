// libedit's setters are variadic, which Swift cannot call: one static inline wrapper per argument shape.
#ifndef NBS_CLIBEDIT_SHIM_H
#define NBS_CLIBEDIT_SHIM_H

#include <histedit.h>
#include <stdio.h>

// Swift 6 rejects stdin, stdout and stderr as shared mutable state, so the editor is made here.
static inline EditLine *nbs_el_init(const char *program) { return el_init(program, stdin, stdout, stderr); }

static inline int nbs_el_set_string(EditLine *el, int op, const char *value) { return el_set(el, op, value); }
static inline int nbs_el_set_int(EditLine *el, int op, int value) { return el_set(el, op, value); }
static inline int nbs_el_refresh(EditLine *el) { return el_set(el, EL_REFRESH); }
static inline int nbs_el_set_pointer(EditLine *el, void *value) { return el_set(el, EL_CLIENTDATA, value); }
static inline void *nbs_el_get_pointer(EditLine *el) {
    void *value = NULL;
    el_get(el, EL_CLIENTDATA, &value);
    return value;
}
// `mark` stands before and after what takes no room on the screen.
static inline int nbs_el_set_prompt(EditLine *el, char *(*prompt)(EditLine *), char mark) {
    return el_set(el, EL_PROMPT_ESC, prompt, mark);
}
static inline int nbs_el_set_reader(EditLine *el, int (*reader)(EditLine *, wchar_t *)) {
    return el_set(el, EL_GETCFN, reader);
}
static inline int nbs_el_bind(EditLine *el, const char *key, const char *function) {
    return el_set(el, EL_BIND, key, function, (char *)0);
}
static inline int nbs_el_set_tty(EditLine *el, const char *mode, const char *flag) {
    return el_set(el, EL_SETTY, mode, flag, (char *)0);
}
static inline int nbs_el_add_function(
    EditLine *el, const char *name, const char *help, unsigned char (*function)(EditLine *, int)) {
    return el_set(el, EL_ADDFN, name, help, function);
}

#endif
