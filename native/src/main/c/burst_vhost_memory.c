#include "burst_vhost.h"

#include <errno.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>

/* Whether a page of the file is there, or the kernel has it at once: nothing else can be waited for. */
static bool is_memory(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 && (fs.f_type == TMPFS_MAGIC || fs.f_type == HUGETLBFS_MAGIC);
}

static bool overlaps(const struct vhost_region *one, uint64_t start, uint64_t size)
{
	return start < one->guest + one->size && one->guest < start + size;
}

static bool is_sound(const struct vhost_memory *m, uint64_t guest, uint64_t user, uint64_t size, uint64_t offset)
{
	uint64_t end;

	if (m->count == VHOST_REGIONS || size == 0 || __builtin_add_overflow(guest, size, &end) ||
	    __builtin_add_overflow(user, size, &end) || __builtin_add_overflow(offset, size, &end) || end > INT64_MAX)
		return false;
	for (uint64_t i = 0; i < m->count; i++)
		if (overlaps(&m->region[i], guest, size))
			return false;
	return true;
}

/* Of a file of huge pages whole ones have to be mapped; st_blksize is their size. */
static uint64_t whole_pages(uint64_t size, const struct stat *file)
{
	uint64_t page = (uint64_t)file->st_blksize;

	return (size + page - 1) / page * page;
}

int vhost_memory_add(struct vhost_memory *m, int fd, uint64_t guest, uint64_t user, uint64_t size, uint64_t offset)
{
	struct stat file;
	uint64_t mapped;
	void *mapping;

	if (!is_sound(m, guest, user, size, offset))
		return EINVAL;
	if (!is_memory(fd) || fstat(fd, &file) != 0)
		return ENODEV;
	if ((uint64_t)file.st_size < offset + size)
		return ENXIO;
	mapped = whole_pages(offset + size, &file);
	mapping = mmap(NULL, mapped, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0);
	if (mapping == MAP_FAILED)
		return errno;
	/* A core dump of ours need not have the guest's secrets. To fail does no harm. */
	madvise(mapping, mapped, MADV_DONTDUMP);
	m->region[m->count++] =
		(struct vhost_region){ guest, user, size, (uint8_t *)mapping + offset, mapping, mapped };
	return 0;
}

void vhost_memory_clear(struct vhost_memory *m)
{
	for (uint64_t i = 0; i < m->count; i++)
		munmap(m->region[i].mapping, m->region[i].mapped);
	m->count = 0;
}

void *vhost_memory_find(const struct vhost_memory *m, uint64_t user, uint64_t size)
{
	for (uint64_t i = 0; i < m->count; i++) {
		const struct vhost_region *r = &m->region[i];
		uint64_t offset = user - r->user;

		if (offset < r->size && size <= r->size - offset)
			return r->host + offset;
	}
	return NULL;
}
