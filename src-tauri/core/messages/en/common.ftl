## What messages of several areas share

# A day for a person to read. $month is a number from 1 to 12.
date-day = { $day } { $month ->
        [1] Jan
        [2] Feb
        [3] Mar
        [4] Apr
        [5] May
        [6] Jun
        [7] Jul
        [8] Aug
        [9] Sep
        [10] Oct
        [11] Nov
       *[12] Dec
    } { $year }
# A minute for a person to read.
date-moment = { $day }, { $time } UTC
# Lists. $first is one item, or several with commas between them.
list-and = { $first } and { $last }
list-or = { $first } or { $last }
