package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// oktaProofAlgorithms are those that the org names in its challenges.
var oktaProofAlgorithms = []jose.SignatureAlgorithm{
	jose.RS256, jose.RS384, jose.RS512, jose.ES256, jose.ES384, jose.ES512,
}

// oktaProofAge is how far iat of a proof may be from now, either way.
const oktaProofAge = 5 * time.Minute

// oktaProof is what a good proof says.
type oktaProof struct {
	thumbprint string // of the key that signed it
	nonce      string
}

// oktaProofClaims are the claims of a proof, RFC 9449 section 4.2.
type oktaProofClaims struct {
	HTM   string           `json:"htm"`
	HTU   string           `json:"htu"`
	IAT   *jwt.NumericDate `json:"iat"`
	JTI   string           `json:"jti"`
	ATH   string           `json:"ath"`
	Nonce string           `json:"nonce"`
}

// checkProof checks the DPoP header of a request as RFC 9449 section 4.3 says,
// and says what is wrong with it, or nothing. At the API it goes with an access
// token and must be signed with the key that the token is bound to.
func (o *OktaOrg) checkProof(r *http.Request, accessToken, thumbprint string) (oktaProof, string) {
	headers := r.Header.Values("Dpop")
	if len(headers) != 1 {
		return oktaProof{}, "The DPoP proof JWT header is missing."
	}
	token, err := jwt.ParseSigned(headers[0], oktaProofAlgorithms)
	if err != nil {
		return oktaProof{}, "The DPoP proof JWT is not a JWT signed with a supported algorithm."
	}
	key := token.Headers[0].JSONWebKey
	switch {
	case token.Headers[0].ExtraHeaders[jose.HeaderType] != "dpop+jwt":
		return oktaProof{}, "The DPoP proof JWT has a 'typ' other than 'dpop+jwt'."
	case key == nil || !key.Valid() || !key.IsPublic():
		return oktaProof{}, "The DPoP proof JWT has no public key in 'jwk'."
	}
	var claims oktaProofClaims
	if err := token.Claims(key.Key, &claims); err != nil {
		return oktaProof{}, "The DPoP proof JWT signature is invalid."
	}
	proof := oktaProof{thumbprint: keyID(key.Key), nonce: claims.Nonce}
	if reason := o.checkProofClaims(r, claims, accessToken); reason != "" {
		return proof, reason
	}
	if thumbprint != "" && proof.thumbprint != thumbprint {
		return proof, "The DPoP proof JWT is signed with another key than the access token is bound to."
	}
	return proof, ""
}

// checkProofClaims says what is wrong with the claims of a proof, or nothing.
// Times are checked against the wall clock, with which clients sign.
func (o *OktaOrg) checkProofClaims(r *http.Request, claims oktaProofClaims, accessToken string) string {
	now := time.Now()
	switch {
	case claims.HTM != r.Method:
		return "'htm' claim in the DPoP proof JWT is invalid."
	case !slices.Contains(o.addresses(r, r.URL.EscapedPath()), claims.HTU):
		return "'htu' claim in the DPoP proof JWT is invalid."
	case claims.IAT == nil:
		return "'iat' claim in the DPoP proof JWT is missing."
	case now.Sub(claims.IAT.Time()) > oktaProofAge:
		return "The DPoP proof JWT is issued more than five minutes in the past."
	case claims.IAT.Time().Sub(now) > oktaProofAge:
		return "The DPoP proof JWT is issued in the future."
	case accessToken != "" && claims.ATH != accessTokenHash(accessToken):
		return "'ath' claim in the DPoP proof does not match the presented access_token."
	case claims.JTI == "":
		return "'jti' claim in the DPoP proof JWT is missing."
	case !o.useOnce("proof "+claims.JTI, claims.IAT.Time().Add(oktaProofAge), now):
		return "The DPoP proof JWT has already been used."
	}
	return ""
}

// accessTokenHash is ath of RFC 9449 section 4.2.
func accessTokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
