/*
 * A touch of mapped memory whose file has become shorter raises SIGBUS (mmap(2)). The JVM has a handler for that signal and
 * needs it: it makes an exception of such a touch by Java code. So ours stands before it, takes what happens in guarded code,
 * and hands on what does not.
 *
 * The jump leaves C frames of this library only, as the work calls nothing else. Nothing is blocked while the handler runs,
 * so that there is no mask to be restored, and sigsetjmp need not save one, which would be a system call a burst.
 */
#include "burst_vhost.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>

/* Initial-exec: the handler may run on any thread, and must not be the one to allocate its thread-local memory. */
static __thread __attribute__((tls_model("initial-exec"))) sigjmp_buf *volatile escape;

static struct sigaction previous;
static int installed;

static void hand_on(int signal, siginfo_t *info, void *context)
{
	if (previous.sa_flags & SA_SIGINFO)
		previous.sa_sigaction(signal, info, context);
	else if (previous.sa_handler == SIG_DFL || previous.sa_handler == SIG_IGN)
		sigaction(signal, &previous, NULL); /* the touch is repeated, and has its usual end */
	else
		previous.sa_handler(signal);
}

/* A signal that somebody sent has no code above 0 (sigaction(2)). */
static void on_fault(int signal, siginfo_t *info, void *context)
{
	if (escape != NULL && info->si_code > 0)
		siglongjmp(*escape, 1);
	hand_on(signal, info, context);
}

static void install(void)
{
	struct sigaction action = { .sa_sigaction = on_fault,
				    .sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK | SA_NODEFER };

	sigemptyset(&action.sa_mask);
	installed = sigaction(SIGBUS, NULL, &previous) == 0 && sigaction(SIGBUS, &action, NULL) == 0 ? 0 : errno;
}

int vhost_guard_install(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, install);
	return installed;
}

bool vhost_guarded(void (*work)(void *context), void *context)
{
	sigjmp_buf here;

	if (sigsetjmp(here, 0) != 0) {
		escape = NULL;
		return false;
	}
	escape = &here;
	work(context);
	escape = NULL;
	return true;
}
