package jwk

import "testing"

// What OpenSSL makes of the same keys in forms that are not taken.
const (
	compressedPoint = `-----BEGIN PUBLIC KEY-----
MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgACifiLpSZ3xT6MVYVRl5gL1FMjMR1z
vuRnbigiWSMxW5w=
-----END PUBLIC KEY-----`
	explicitParameters = `-----BEGIN PUBLIC KEY-----
MIIBSzCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAA
AAAAAAAAAAAA////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA////
///////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSd
NgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5
RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA
//////////+85vqtpxeehPO5ysL8YyVRAgEBA0IABIn4i6Umd8U+jFWFUZeYC9RT
IzEdc77kZ24oIlkjMVucv316xnPwzTXKOohLn6whl8+fbyop/BJKAKWssli/gPo=
-----END PUBLIC KEY-----`
	rsaPSS = `-----BEGIN PUBLIC KEY-----
MIIBIDALBgkqhkiG9w0BAQoDggEPADCCAQoCggEBAJ+1dnQymjU6sT9T7KmpB8u7
rtXEBM0WWwnHl9G/Di78qEOfp6iHwkpaa8xaTYwJWGJvsBMa4m1DG7gBpvR28eSg
MXSSFARjzmiPWA8mrlSobFDz3614MRh61KKqN85PCfBo6/oz4xcpC5Wle+WAXm9C
NN9+xz83Q52dKAXlQRaH5SoX1fgpAvxEvPfeGmoJ3eIG5QzWS9Al8wZeShVNGC7E
H5TscVqsvaNMYumqIOlBNdcb7yE2hik4URiQkhsFZRavhq1msAaJPTsQu26rPPDw
jrRRmBkPALZ+FfZBrQtLWZH5LFxsjGa9AXOWdsAyxcii/ZauDbZYOgSl+Yxs4N0C
AwEAAQ==
-----END PUBLIC KEY-----`
	negativeSerial = `-----BEGIN CERTIFICATE-----
MIIBWjCCAQCgAwIBAgIB+zAKBggqhkjOPQQDAjAMMQowCAYDVQQDDAFhMB4XDTI2
MTEyMTA0MTEzN1oXDTM2MTExODA0MTEzN1owDDEKMAgGA1UEAwwBYTBZMBMGByqG
SM49AgEGCCqGSM49AwEHA0IABIn4i6Umd8U+jFWFUZeYC9RTIzEdc77kZ24oIlkj
MVucv316xnPwzTXKOohLn6whl8+fbyop/BJKAKWssli/gPqjUzBRMB0GA1UdDgQW
BBRQmqekQeHOOFjvlx8SQg+pD4ptqzAfBgNVHSMEGDAWgBRQmqekQeHOOFjvlx8S
Qg+pD4ptqzAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIDa4bc7x
ZfATLK2DrQkJqqzz8WhQ8w8SSJoVLQpN39JoAiEAty5wmx1jA7Q5RAxEP7a/aY5C
GYAbkKNEfOu9Bm6yzb0=
-----END CERTIFICATE-----`
)

func TestParse_refusesFormsOfOpenSSL(t *testing.T) {
	t.Parallel()
	const key = "malformed or unknown public key: "
	for text, want := range map[string]string{
		compressedPoint:    key + "its point is compressed, or on no curve; rewrite it: openssl ec -pubin -in FILE -conv_form uncompressed -param_enc named_curve" + supported,
		explicitParameters: key + "its curve has no name; rewrite it: openssl ec -pubin -in FILE -conv_form uncompressed -param_enc named_curve" + supported,
		rsaPSS:             key + "its algorithm is not supported, for example RSA-PSS, which a JWK cannot name; make a key of one of these" + supported,
		negativeSerial:     "malformed or unknown certificate: x509: negative serial number",
	} {
		checkRefused(t, text, want)
	}
}
