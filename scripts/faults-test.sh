#!/usr/bin/env bash
# Trains where the system fails: a full disk, folders that can only be read, no HOME, odd names in a locale of ASCII, two
# runs in one folder, data that changes or vanishes. Takes a minute; a full disk is made of a small tmpfs, so that part
# needs root and is left out, with a line that says so, for others. Ends with "faults: N passed, N failed".
set -u

home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
work="$(mktemp -d)"
mounted=""
trap '[ -z "$mounted" ] || umount "$mounted"; rm -rf "$work"' EXIT
. "$home/scripts/checks.sh"

# Prints yes where the output of the last command has the text, else the output.
said() { if grep -qF -- "$1" "$work/out"; then echo yes; else cat "$work/out"; fi; }

imbrex() { "$home/imbrex" "$@" > "$work/out" 2>&1; }
train=(train lenet5 --data digits --limit 256 --batch 64 --backend cpu --checkpoint-every 1)
weights=last/weights.safetensors

imbrex "${train[@]}" --epochs 3 --out "$work/whole"
check "an undisturbed run" 0 $?

# --- Full disk ---

if [ "$(id -u)" = 0 ] && mkdir "$work/disk" && mount -t tmpfs -o size=1500k tmpfs "$work/disk" 2> /dev/null; then
  mounted="$work/disk"
  imbrex "${train[@]}" --epochs 3 --out "$work/disk/run"
  check "on a full disk training goes to its end and then fails" 2 $?
  check "... and says why" yes "$(said "No space left on device")"
  check "... after all epochs" yes "$(said "epoch 3/3")"
  mount -o remount,size=16m "$mounted"
  imbrex train --resume "$work/disk/run" --backend cpu
  check "with space again it is resumed from the last whole checkpoint" 0 $?
  cmp -s "$work/whole/$weights" "$work/disk/run/$weights"
  check "... and ends in the same bits" 0 $?
  mount -o remount,ro "$mounted"
  imbrex train --resume "$work/disk/run" --epochs 4 --backend cpu
  check "a run on a disk that can only be read is refused" 2 $?
  check "... in one line" 1 "$(grep -c "^imbrex: " "$work/out")"
  IMBREX_CACHE="$mounted/cache" imbrex "${train[@]}" --epochs 1 --out "$work/no-cache"
  check "a cache folder that can not be written to is done without" 0 $?
else
  echo "left out: a full disk and one that can only be read, which root alone can make"
fi

# --- Environment and names ---

(cd "$work" && env -u HOME -u XDG_CACHE_HOME "$home/imbrex" "${train[@]}" --epochs 1 > "$work/out" 2>&1)
check "without HOME" 0 $?
odd="$work/mein Läufe 訓練"
mkdir "$odd"
LC_ALL=C imbrex "${train[@]}" --epochs 3 --out "$odd/rûn 1"
check "a folder with spaces and other letters in a locale of ASCII" 0 $?
cmp -s "$work/whole/$weights" "$odd/rûn 1/$weights"
check "... has the same weights" 0 $?
LC_ALL=C imbrex evaluate "$odd/rûn 1" --backend cpu
check "... and is found again" 0 $?

# --- Two runs in one folder ---

"$home/imbrex" "${train[@]}" --epochs 100000 --out "$work/busy" > "$work/busy.out" 2>&1 &
first=$!
until [ -e "$work/busy/last" ] || ! kill -0 "$first" 2> /dev/null; do sleep 0.2; done
imbrex train --resume "$work/busy" --backend cpu
check "a second run in the folder of a running one is refused" 2 $?
check "... in words" yes "$(said "Another run is writing to $work/busy")"
kill -9 "$first"
wait "$first" 2> /dev/null
imbrex train --resume "$work/busy" --epochs 1 --backend cpu
check "... and allowed when that has been killed" 0 $?

# --- Data ---

mkdir -p "$work/pictures/a" "$work/pictures/b"
if type -P python3 > /dev/null; then
  python3 - "$work/pictures" << 'PY'
import struct, sys, zlib
def chunk(t, d): return struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d))
for name, base in (("a", 20), ("b", 200)):
    for i in range(8):
        rows = b"".join(b"\0" + bytes((base + x * i + y) % 256 for x in range(28)) for y in range(28))
        with open("%s/%s/%d.png" % (sys.argv[1], name, i), "wb") as f:
            f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 28, 28, 8, 0, 0, 0, 0))
                    + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
PY
  own=(train lenet5 --data "folder:$work/pictures" --batch 4 --backend cpu)
  imbrex "${own[@]}" --epochs 1 --out "$work/own"
  check "a run on a folder of pictures" 0 $?
  cp "$work/pictures/a/0.png" "$work/kept.png"
  for f in "$work"/pictures/a/*.png; do cp "$work/pictures/b/1.png" "$f"; done
  imbrex train --resume "$work/own" --epochs 2 --backend cpu
  check "changed pictures are noticed when resuming" 2 $?
  check "... in words" yes "$(said "not those that the run began with")"
  imbrex train --resume "$work/own" --epochs 2 --backend cpu --allow-changed-data
  check "... and gone on with if that is allowed" 0 $?
  check "... in words" yes "$(said "others than when the run began")"
  rm -r "$work/pictures"
  imbrex train --resume "$work/own" --epochs 2 --backend cpu
  check "pictures that are gone are named" 2 $?
  check "... in words" yes "$(said "There is no folder $work/pictures")"
else
  echo "left out: changed pictures, which python3 would write"
fi

finish faults
