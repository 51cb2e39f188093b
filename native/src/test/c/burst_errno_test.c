/* What bursts make of every errno that a system call may answer, now and then or for ever. */
#include "burst_underlay.h"
#include "check.h"
#include "errno_kernel.h"

#include <errno.h>
#include <string.h>

#define DATA (BURST_CAPACITY * (uint32_t)sizeof(struct descriptor))
#define SIZE (DATA + (BURST_CAPACITY + 1) * 65664)
#define LAST_ERRNO 133
#define STRIDE 128

typedef struct burst_received receiver(int fd, struct burst_area *area, uint32_t max);

static receiver *const receivers[] = { burst_tap_receive, burst_packet_receive, burst_udp_receive,
				       burst_underlay_receive };

static uint8_t *slab;

static struct burst_received receive(receiver *from, struct script script)
{
	struct burst_area area = { slab, DATA, SIZE, 0 };

	kernel_start(script);
	return from(TEST_FD, &area, BURST_CAPACITY);
}

static bool is_one_frames(int error)
{
	return error == EINVAL || error == EFAULT;
}

static bool ends_burst(int error)
{
	return !is_one_frames(error) && error != EINTR;
}

static int told(int error)
{
	return ends_burst(error) && error != EAGAIN ? error : 0;
}

/* Two frames, the errno, one frame, and nothing more. */
static void an_errno_between_frames(receiver *from, int error)
{
	struct burst_received r =
		receive(from, (struct script){ { 0, 0, error, 0 }, .count = 4, .afterwards = EAGAIN });

	check(r.frames == (ends_burst(error) ? 2 : 3), "frames before and after it are there");
	check(r.lost == is_one_frames(error), "one frame is lost, or none");
	check(r.error == told(error), "what is the queue's own is told");
	check(burst_descriptor(slab, 1)->length > 0, "the frames are whole");
}

static void an_errno_for_ever(receiver *from, int error)
{
	struct burst_received r = receive(from, (struct script){ .afterwards = error });

	check(r.frames == 0, "there is no frame");
	check(r.lost == (is_one_frames(error) ? BURST_CAPACITY : 0), "each try is a frame that is lost");
	check(r.error == told(error), "what is the queue's own is told");
	check(kernel_calls() == (ends_burst(error) ? 1 : BURST_CAPACITY), "the tries have an end");
}

/* What is known behind a frame is told by the next call, and that is the next burst's. */
static void few_tell_an_errno_by_the_next_burst(int error)
{
	struct script script = { { 0, 0, error, 0 }, .count = 4, .afterwards = EAGAIN };
	struct burst_area area = { slab, DATA, SIZE, 0 };
	struct burst_received r = receive(burst_udp_receive_few, script);

	check(r.frames == 2 && r.lost == 0 && r.error == 0, "the frames before it come first");
	r = burst_udp_receive_few(TEST_FD, &area, BURST_CAPACITY);
	check(r.lost == is_one_frames(error), "then one is lost, or none");
	check(r.error == told(error), "or the queue's own error is told");
	check(r.frames == (ends_burst(error) ? 0 : 1), "and the frame behind it comes");
}

static void frames_and_losses_fill_a_burst(receiver *from)
{
	struct script script = { .afterwards = 0 };

	for (script.count = 0; script.count < MOST_ANSWERS; script.count++)
		script.answers[script.count] = script.count % 4 == 0 ? EINVAL : 0;
	check(receive(from, script).frames == BURST_CAPACITY * 3 / 4, "three of four come");
	check(receive(from, script).lost == BURST_CAPACITY / 4, "one of four is lost");
	check(kernel_calls() == BURST_CAPACITY, "no more is asked for than a burst");
}

static struct burst_slab whole(void)
{
	return (struct burst_slab){ slab, SIZE };
}

/* Frames 0 to 3, each with its number as first byte. */
static void four_frames(void)
{
	for (uint32_t frame = 0; frame < 4; frame++) {
		struct descriptor *d = burst_descriptor(slab, frame);

		*d = (struct descriptor){ .start = DATA + 256 * (frame + 1), .length = 60 };
		slab[d->start] = (uint8_t)frame;
	}
}

static struct burst_sent send_tap(const int32_t *frames, uint32_t count)
{
	return burst_tap_send(TEST_FD, whole(), NULL, frames, count);
}

static struct burst_sent send_packet(const int32_t *frames, uint32_t count)
{
	return burst_packet_send(TEST_FD, whole(), frames, count);
}

typedef struct burst_sent sender(const int32_t *frames, uint32_t count);

/* As DevicePort does: what is refused is left out, and the rest goes on behind it. */
static void a_refused_frame_is_the_only_one(sender *send, int error)
{
	static const int32_t frames[] = { 0, 1, 2, 3 };
	struct burst_sent sent;

	four_frames();
	kernel_start((struct script){ { 0, 0, error }, .count = 3 });
	sent = send(frames, 4);
	check(sent.count == 2 && sent.error == error, "it stops before the one that is refused");
	sent = send(frames + 3, 1);
	check(sent.count == 1 && sent.error == 0, "the next one goes");
	check(kernel_sent() == 3, "three went, each once");
	check(kernel_sent_mark(0) == 0 && kernel_sent_mark(1) == 1 && kernel_sent_mark(2) == 3, "in order");
}

static void a_refused_message_is_the_only_one(int error)
{
	static uint8_t headers[4 * STRIDE];
	static struct udp_message messages[4];
	static const struct udp_piece piece = { UDP_FRAMES, DATA, 60 };
	struct udp_batch batch = { .messages = messages, .count = 4, .pieces = &piece,
				   .areas = { [UDP_FRAMES] = { slab, SIZE } } };

	for (uint32_t i = 0; i < 4; i++)
		messages[i] = (struct udp_message){ .count = 1 };
	kernel_start((struct script){ { 0, 0, error }, .count = 3 });
	check(burst_underlay_send(TEST_FD, &batch, (struct underlay_headers){ headers, STRIDE, 66 }) == 1, "one");
	check(messages[2].error == error, "the one that was refused");
	check(messages[1].error == 0 && messages[3].error == 0 && kernel_sent() == 3, "its neighbours went");
}

static void receives(int error)
{
	for (size_t i = 0; i < sizeof(receivers) / sizeof(*receivers); i++) {
		an_errno_between_frames(receivers[i], error);
		an_errno_for_ever(receivers[i], error);
	}
}

static void receives_few(int error)
{
	if (error != EAGAIN)
		few_tell_an_errno_by_the_next_burst(error);
	an_errno_for_ever(burst_udp_receive_few, error);
}

static void sends(int error)
{
	if (error == EINTR)
		return;
	a_refused_frame_is_the_only_one(send_tap, error);
	a_refused_frame_is_the_only_one(send_packet, error);
	a_refused_message_is_the_only_one(error);
}

int main(void)
{
	slab = aligned_alloc(BURST_LINE, SIZE);
	memset(slab, 0, SIZE);
	for (int error = 1; error <= LAST_ERRNO; error++) {
		receives(error);
		receives_few(error);
		sends(error);
	}
	for (size_t i = 0; i < sizeof(receivers) / sizeof(*receivers); i++)
		frames_and_losses_fill_a_burst(receivers[i]);
	free(slab);
	return conclude("burst_errno_test");
}
