## The calendar file with the days of certificates

calendar-renew = Renew the Exchange Auth Certificate
calendar-expires = The Exchange Auth Certificate expires
calendar-certificate = The certificate { $thumbprint } expires on { $day }. Open Crosstrust and use the guide "Renew the Exchange Auth Certificate".

## What Microsoft changed or will change, with its date

timeline-since = Since { $day }
timeline-from = From { $day }
