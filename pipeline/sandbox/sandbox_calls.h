/* The other half of the jail: which system calls are left. */
#ifndef ASSAY_SANDBOX_SANDBOX_CALLS_H
#define ASSAY_SANDBOX_SANDBOX_CALLS_H

#include "sandbox/sandbox.h"

/* From then on all other calls are answered as if the kernel did not have them. */
bool sandbox_leave_calls(bool makes_code, struct assay_error *error);

#endif
