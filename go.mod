module portaconsole

go 1.26
