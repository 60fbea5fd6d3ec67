## What messages of several areas share

# A time of day in UTC for a person to read. $moment is a day and a time that have been formatted.
date-utc = { $moment } UTC
# Lists. $first is one item, or several with commas between them.
list-and = { $first } and { $last }
list-or = { $first } or { $last }
