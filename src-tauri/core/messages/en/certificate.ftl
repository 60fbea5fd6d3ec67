## Why a file can't be uploaded as a certificate

certificate-too-large = The file has { $bytes } bytes. A certificate has a few thousand, so this is another file.
certificate-empty = This file isn't a certificate. It is empty.
certificate-request = This file is a certificate request (CSR), not a certificate. Select the certificate that the authority issued for it.
certificate-revocation-list = This file is a certificate revocation list (CRL), not a certificate.
certificate-public-key = This file holds only a public key, not the certificate.
certificate-markup = This file is a web page or an XML file, not a certificate. The download may have returned an error page or a sign-in page.
certificate-receipt = This file is a Crosstrust script result, not a certificate. Import it on the page of its step.
certificate-other-pem = This PEM file holds "{ $label }", not a certificate.
certificate-broken-pem = The PEM block in this file is damaged or incomplete.
certificate-broken-der = The certificate in this file is damaged or incomplete.
certificate-text = This file holds other text, not a certificate.
certificate-binary = This file holds other binary data, not a certificate.
certificate-private-key = The file holds a private key ({ $form ->
        [pkcs12] PKCS#12, usually .pfx
        [pem] PEM
        [putty] PuTTY
        [xml] XML
        [encrypted] an encrypted private key file
       *[plain] a private key file
    }). Crosstrust didn't read it any further.
certificate-several = { $count ->
        [0] The file holds several certificates.
       *[other] The file holds { $count } certificates.
    }
certificate-chain = The file holds a chain of certificates (PKCS#7, usually .p7b).
certificate-expired = The certificate { $thumbprint } expired on { $date }.
certificate-expired-today = The certificate { $thumbprint } expired on { $date }. The clock of this PC says { $today }. If that is wrong, correct the date and time of this PC.
certificate-not-yet-valid = The certificate { $thumbprint } is valid only from { $date }. The clock of this PC says { $today }. If that is wrong, correct the date and time of this PC.

## Warnings about a certificate that can be uploaded

certificate-expires-soon = { $days ->
        [0] The certificate expires today ({ $date }). Renew the Auth Certificate now, and upload the new one as well.
        [one] The certificate expires in 1 day ({ $date }). Renew the Auth Certificate now, and upload the new one as well.
       *[other] The certificate expires in { $days } days ({ $date }). Renew the Auth Certificate soon, and upload the new one as well.
    }
certificate-short-key = The RSA key of this certificate has only { $bits } bits. Microsoft expects { $expected } or more and may refuse it.
certificate-thumbprint-invalid = { $text } isn't a certificate thumbprint (40 hex digits).
certificate-key-type = key type { $oid }
certificate-key-unnamed-curve = unnamed curve
