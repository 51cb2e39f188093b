#include "org_taplane_nativeio_SignalIo.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <unistd.h>

/* The event descriptor that a signal is told to. */
static atomic_int target[org_taplane_nativeio_SignalIo_SIGNALS];

/* Only what signal-safety(7) allows. A full eventfd has been told often enough. */
static void tell(int signal)
{
	int before = errno;
	uint64_t one = 1;
	ssize_t told = write(atomic_load(&target[signal]), &one, sizeof one);

	(void)told;
	errno = before;
}

JNIEXPORT jint JNICALL Java_org_taplane_nativeio_SignalIo_route(JNIEnv *env, jclass class, jint signal, jint eventfd)
{
	struct sigaction action = { .sa_handler = tell, .sa_flags = SA_RESTART };

	(void)env;
	(void)class;
	if (signal < 1 || signal >= org_taplane_nativeio_SignalIo_SIGNALS)
		return EINVAL;
	atomic_store(&target[signal], eventfd);
	sigemptyset(&action.sa_mask);
	return sigaction(signal, &action, NULL) == 0 ? 0 : errno;
}
