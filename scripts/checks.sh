# For the tests of scripts, which source it: counts and prints what is as expected and what is not.
passed=0
failed=0

check() { # name expected actual
  if [ "$2" = "$3" ]; then
    passed=$((passed + 1))
    echo "ok      $1"
  else
    failed=$((failed + 1))
    printf 'FAILED  %s\n        expected: %s\n        but was:  %s\n' "$1" "$2" "$3"
  fi
}

# Prints the counts as the last line, and ends with 1 where something is not as expected.
finish() { # what was tested
  echo "$1: $passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}
