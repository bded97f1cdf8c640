// Matrix products by CLBlast, as a process beside Imbrex: lines on standard input say for how many nanoseconds to work,
// lines on standard output that begin with "@peer " answer (dev.imbrex.bench.peers.PeerProcess does the same in Java).
//
//   clblast_gemm NUMBER NAME M N K PRODUCTS
//
// NUMBER is the device's, through all platforms in the order of the loader, as in opencl:NUMBER; NAME is what it must
// be called. A step is PRODUCTS products of row-major float32 matrices [M, K] and [K, N], enqueued and waited for once.

#define CL_TARGET_OPENCL_VERSION 120
#define CL_USE_DEPRECATED_OPENCL_1_2_APIS

#include <clblast_c.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SAMPLES 256
#define MOST 64

static void answer(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("@peer ", stdout);
  vprintf(format, arguments);
  putchar('\n');
  fflush(stdout);
  va_end(arguments);
}

static void check(long status, const char* what) {
  if (status != 0) {
    answer("cannot CLBlast failed: %s gave %ld.", what, status);
    exit(1);
  }
}

static cl_device_id find(int number) {
  cl_platform_id platforms[MOST];
  cl_uint platform_count = 0;
  check(clGetPlatformIDs(MOST, platforms, &platform_count), "clGetPlatformIDs");
  for (cl_uint p = 0; p < platform_count && p < MOST; p++) {
    cl_device_id devices[MOST];
    cl_uint device_count = 0;
    if (clGetDeviceIDs(platforms[p], CL_DEVICE_TYPE_ALL, MOST, devices, &device_count) != CL_SUCCESS) {
      continue;  // a platform without devices says that it found none
    }
    if (number < (int)device_count) {
      return devices[number];
    }
    number -= (int)device_count;
  }
  answer("cannot There is no such device of OpenCL for CLBlast.");
  exit(1);
}

static unsigned seed = 1;

static unsigned next(void) {
  seed ^= seed << 13;
  seed ^= seed >> 17;
  seed ^= seed << 5;
  return seed;
}

static float* numbers(size_t count) {
  float* values = malloc(count * sizeof(float));
  for (size_t i = 0; values != NULL && i < count; i++) {
    values[i] = (float)(next() % 65536) / 65536.0f - 0.5f;
  }
  check(values == NULL, "malloc");
  return values;
}

static cl_mem memory(cl_context context, cl_command_queue queue, const float* values, size_t count) {
  cl_int status;
  cl_mem buffer = clCreateBuffer(context, CL_MEM_READ_WRITE, count * sizeof(float), NULL, &status);
  check(status, "clCreateBuffer");
  if (values != NULL) {
    check(clEnqueueWriteBuffer(queue, buffer, CL_TRUE, 0, count * sizeof(float), values, 0, NULL, NULL),
          "clEnqueueWriteBuffer");
  }
  return buffer;
}

// The greatest error of a sample of elements, in parts of the sum of |a b|, by sums in double.
static double worst(const float* a, const float* b, const float* c, size_t m, size_t n, size_t k) {
  double most = 0;
  for (int s = 0; s < SAMPLES; s++) {
    size_t row = s == 0 ? 0 : s == 1 ? m - 1 : next() % m;
    size_t column = s == 0 ? 0 : s == 1 ? n - 1 : next() % n;
    double sum = 0, size = 0;
    for (size_t i = 0; i < k; i++) {
      double x = (double)a[row * k + i] * b[i * n + column];
      sum += x;
      size += fabs(x);
    }
    double error = fabs(c[row * n + column] - sum) / size;
    most = isnan(most) || error <= most ? most : error;  // not a number is worse than any
  }
  return most;
}

static long long nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int main(int argc, char** argv) {
  if (argc != 7) {
    fprintf(stderr, "clblast_gemm NUMBER NAME M N K PRODUCTS\n");
    return 2;
  }
  size_t m = strtoul(argv[3], NULL, 10), n = strtoul(argv[4], NULL, 10), k = strtoul(argv[5], NULL, 10);
  int products = atoi(argv[6]);
  cl_device_id device = find(atoi(argv[1]));
  char name[1024] = "";
  check(clGetDeviceInfo(device, CL_DEVICE_NAME, sizeof name, name, NULL), "clGetDeviceInfo");
  // Drivers fill names up with spaces, which Imbrex leaves out.
  if (strstr(name, argv[2]) == NULL) {
    answer("cannot CLBlast would run on %s instead of %s.", name, argv[2]);
    return 1;
  }
  cl_int status;
  cl_context context = clCreateContext(NULL, 1, &device, NULL, NULL, &status);
  check(status, "clCreateContext");
  cl_command_queue queue = clCreateCommandQueue(context, device, 0, &status);
  check(status, "clCreateCommandQueue");
  float* a = numbers(m * k);
  float* b = numbers(k * n);
  float* c = numbers(m * n);
  cl_mem left = memory(context, queue, a, m * k);
  cl_mem right = memory(context, queue, b, k * n);
  cl_mem result = memory(context, queue, c, m * n);

  double error = 0;
  for (long long time = -1;;) {
    long long begin = nanos();
    long steps = 0;
    do {
      for (int p = 0; p < (time < 0 ? 1 : products); p++) {
        check(CLBlastSgemm(CLBlastLayoutRowMajor, CLBlastTransposeNo, CLBlastTransposeNo, m, n, k, 1.0f, left, 0, k,
                           right, 0, n, 0.0f, result, 0, n, &queue, NULL),
              "CLBlastSgemm");
      }
      check(clFinish(queue), "clFinish");
      steps++;
    } while (nanos() - begin < time);
    long long end = nanos();
    if (time < 0) {
      check(clEnqueueReadBuffer(queue, result, CL_TRUE, 0, m * n * sizeof(float), c, 0, NULL, NULL),
            "clEnqueueReadBuffer");
      error = worst(a, b, c, m, n, k);
      answer("ready %zu %.9g", 2 * m * n * k * products, error);
    } else {
      answer("round %ld %lld %.9g", steps, end - begin, error);
    }
    char line[64];
    if (fgets(line, sizeof line, stdin) == NULL) {
      return 0;
    }
    time = atoll(line);
  }
}
