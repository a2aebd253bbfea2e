/*
 * A stand-in for NVIDIA's management library, for tests: answers like two Hopper devices, and fails as it is told.
 * set("code:nvmlDeviceGetPowerUsage", 3) lets a function return a code; other keys are values.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct { int index; int instance; } device_t;
static device_t devices[16];
static device_t instances[16];

static struct { char key[80]; long long value; } settings[256];
static int known;
static int initialized;
static int opened, sampled, event_sets;

void reset(void) { known = 0; initialized = 0; opened = 0; sampled = 0; event_sets = 0; }

void set(const char *key, long long value) {
  for (int i = 0; i < known; i++)
    if (!strcmp(settings[i].key, key)) { settings[i].value = value; return; }
  snprintf(settings[known].key, sizeof settings[known].key, "%s", key);
  settings[known++].value = value;
}

long long get(const char *key) {
  if (!strcmp(key, "initialized")) return initialized;
  if (!strcmp(key, "opened")) return opened;
  if (!strcmp(key, "samples")) return sampled;
  if (!strcmp(key, "event sets")) return event_sets;
  for (int i = 0; i < known; i++)
    if (!strcmp(settings[i].key, key)) return settings[i].value;
  return 0;
}

static int has(const char *key) {
  for (int i = 0; i < known; i++)
    if (!strcmp(settings[i].key, key)) return 1;
  return 0;
}

static long long value(const char *key, long long otherwise) { return has(key) ? get(key) : otherwise; }

/* The code a function is told to return, for all devices or one. */
static int code(const char *function, const device_t *device) {
  char key[128];
  if (!initialized) return 1;
  if (device) {
    snprintf(key, sizeof key, "code:%s:%d", function, device->index);
    if (has(key)) return (int) get(key);
    snprintf(key, sizeof key, "code:*:%d", device->index);
    if (has(key)) return (int) get(key);
  }
  snprintf(key, sizeof key, "code:%s", function);
  return (int) get(key);
}

#define CHECK(device) do { int c = code(__func__, device); if (c) return c; } while (0)

int nvmlInit_v2(void) {
  if (get("hang")) while (get("hang")) usleep(1000);
  if (get("code:nvmlInit_v2")) return (int) get("code:nvmlInit_v2");
  initialized++;
  opened++;
  return 0;
}
int nvmlShutdown(void) { if (!initialized) return 1; initialized--; return 0; }
const char *nvmlErrorString(int c) { return c == 9 ? "Driver Not Loaded" : c == 15 ? "GPU is lost" : "some fault"; }
int nvmlSystemGetDriverVersion(char *text, unsigned n) { CHECK(0); snprintf(text, n, "570.86.15"); return 0; }
int nvmlDeviceGetCount_v2(unsigned *n) { CHECK(0); *n = (unsigned) value("devices", 2); return 0; }
int nvmlDeviceGetHandleByIndex_v2(unsigned i, device_t **d) { CHECK(0); devices[i].index = (int) i; devices[i].instance = -1; *d = &devices[i]; return 0; }
int nvmlDeviceGetName(device_t *d, char *text, unsigned n) {
  CHECK(d);
  snprintf(text, n, d->instance < 0 ? "NVIDIA H200" : "NVIDIA H200 MIG 1g.18gb");
  return 0;
}
int nvmlDeviceGetUUID(device_t *d, char *text, unsigned n) { CHECK(d); snprintf(text, n, "GPU-0000000%d", d->index); return 0; }
int nvmlDeviceGetMinorNumber(device_t *d, unsigned *v) { CHECK(d); *v = (unsigned) d->index; return 0; }
int nvmlDeviceGetPciInfo_v3(device_t *d, char *info) {
  CHECK(d);
  memset(info, 0, 68);
  snprintf(info, 16, "0000:1%d:00.0", d->index);
  snprintf(info + 36, 32, "00000000:1%d:00.0", d->index);
  return 0;
}
int nvmlDeviceGetClockInfo(device_t *d, int type, unsigned *v) { CHECK(d); *v = 1000u + 100u * (unsigned) type; return 0; }
int nvmlDeviceGetTemperature(device_t *d, int sensor, unsigned *v) { CHECK(d); *v = 40u + (unsigned) d->index + (unsigned) sensor; return 0; }
int nvmlDeviceGetPowerUsage(device_t *d, unsigned *v) { CHECK(d); *v = 123456; return 0; }
int nvmlDeviceGetPowerManagementLimit(device_t *d, unsigned *v) { CHECK(d); *v = 700000; return 0; }
int nvmlDeviceGetEnforcedPowerLimit(device_t *d, unsigned *v) { CHECK(d); *v = 650000; return 0; }
int nvmlDeviceGetTotalEnergyConsumption(device_t *d, uint64_t *v) { CHECK(d); *v = 9876543210123ull; return 0; }
int nvmlDeviceGetPcieReplayCounter(device_t *d, unsigned *v) { CHECK(d); *v = 7; return 0; }
int nvmlDeviceGetCurrPcieLinkGeneration(device_t *d, unsigned *v) { CHECK(d); *v = 5; return 0; }
int nvmlDeviceGetCurrPcieLinkWidth(device_t *d, unsigned *v) { CHECK(d); *v = 16; return 0; }
int nvmlDeviceGetUtilizationRates(device_t *d, unsigned *v) { CHECK(d); v[0] = (unsigned) value("utilization", 87); v[1] = 31; return 0; }
int nvmlDeviceGetEncoderUtilization(device_t *d, unsigned *v, unsigned *us) { CHECK(d); *v = 3; *us = 167000; return 0; }
int nvmlDeviceGetDecoderUtilization(device_t *d, unsigned *v, unsigned *us) { CHECK(d); *v = 4; *us = 167000; return 0; }
int nvmlDeviceGetFanSpeed(device_t *d, unsigned *v) { (void) v; CHECK(d); return 3; }
int nvmlDeviceGetPerformanceState(device_t *d, int *v) { CHECK(d); *v = 0; return 0; }
int nvmlDeviceGetMemoryInfo_v2(device_t *d, uint64_t *m) {
  CHECK(d);
  if ((uint32_t) m[0] != (40 | 2 << 24)) return 25;
  uint64_t total = (d->instance < 0 ? 143771ull : 16384ull) << 20;
  m[1] = total; m[2] = 600ull << 20; m[4] = (d->instance < 0 ? 1234ull : 100ull + (unsigned) d->instance) << 20; m[3] = total - m[2] - m[4];
  return 0;
}
int nvmlDeviceGetRemappedRows(device_t *d, unsigned *c, unsigned *u, unsigned *p, unsigned *f) { CHECK(d); *c = 1; *u = 2; *p = 0; *f = 1; return 0; }
int nvmlDeviceGetEccMode(device_t *d, int *now, int *pending) { CHECK(d); *now = 1; *pending = 1; return 0; }
int nvmlDeviceGetMigMode(device_t *d, unsigned *now, unsigned *pending) { CHECK(d); *now = get("instances") > 0; *pending = *now; return 0; }
int nvmlDeviceGetMaxMigDeviceCount(device_t *d, unsigned *v) { CHECK(d); *v = 7; return 0; }
int nvmlDeviceGetMigDeviceHandleByIndex(device_t *d, unsigned i, device_t **m) {
  CHECK(d);
  if (i % 2 || i / 2 >= (unsigned) get("instances")) return 6;
  instances[i].index = d->index; instances[i].instance = (int) i; *m = &instances[i];
  return 0;
}
int nvmlDeviceGetGpuInstanceId(device_t *d, unsigned *v) { CHECK(d); *v = 7u + (unsigned) d->instance; return 0; }
int nvmlDeviceGetTotalEccErrors(device_t *d, int type, int span, uint64_t *v) { CHECK(d); *v = 10ull * (unsigned) type + (unsigned) span; return 0; }
int nvmlDeviceGetRetiredPages(device_t *d, int cause, unsigned *n, void *addresses) { CHECK(d); (void) addresses; *n = cause ? 2 : 0; return *n ? 7 : 0; }
int nvmlDeviceGetRetiredPagesPendingStatus(device_t *d, int *v) { CHECK(d); *v = 0; return 0; }
int nvmlDeviceGetCurrentClocksEventReasons(device_t *d, uint64_t *v) { CHECK(d); *v = (uint64_t) value("reasons", 0x44); return 0; }
int nvmlDeviceGetFieldValues(device_t *d, int n, char *fields) {
  CHECK(d);
  for (int i = 0; i < n; i++) {
    uint32_t *field = (uint32_t *) (fields + 40 * i);
    uint64_t *v = (uint64_t *) (fields + 40 * i + 32);
    field[7] = 0;
    if (field[0] == 82) *v = 55;
    else if (field[0] == 138 && field[1] == 0xffffffffu) *v = 1000;
    else if (field[0] == 139 && field[1] == 0xffffffffu) *v = 234;
    else field[7] = 3;
  }
  return 0;
}
int nvmlEventSetCreate(void **s) { CHECK(0); static int events; event_sets++; *s = &events; return 0; }
int nvmlEventSetFree(void *s) { (void) s; event_sets--; return 0; }
int nvmlDeviceRegisterEvents(device_t *d, uint64_t types, void *s) { CHECK(d); (void) s; return types == 8 ? 0 : 2; }
int nvmlEventSetWait_v2(void *s, char *event, unsigned ms) {
  CHECK(0);
  (void) s; (void) ms;
  if (!get("xid")) return 10;
  memset(event, 0, 32);
  *(device_t **) event = &devices[1];
  *(uint64_t *) (event + 8) = 8;
  *(uint64_t *) (event + 16) = (uint64_t) get("xid");
  set("xid", 0);
  return 0;
}
int nvmlGpmQueryDeviceSupport(device_t *d, unsigned *support) { CHECK(d); if (support[0] != 1) return 25; support[1] = 1; return 0; }
int nvmlGpmSampleAlloc(void **s) { CHECK(0); static char rooms[64]; *s = &rooms[sampled++ % 64]; return 0; }
int nvmlGpmSampleFree(void *s) { (void) s; sampled--; return 0; }
int nvmlGpmSampleGet(device_t *d, void *s) { (void) s; CHECK(d); return 0; }
int nvmlGpmMetricsGet(char *get) {
  CHECK(0);
  unsigned n = ((unsigned *) get)[1];
  if (((unsigned *) get)[0] != 1 || *(void **) (get + 8) == *(void **) (get + 16)) return 2;
  for (unsigned i = 0; i < n; i++) {
    char *metric = get + 24 + 40 * i;
    unsigned id = *(unsigned *) metric;
    *(int *) (metric + 4) = id == 11 ? 3 : 0;
    *(double *) (metric + 8) = id;
  }
  return 0;
}
