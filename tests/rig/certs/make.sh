#!/bin/sh
# Makes the certificates of this folder anew: ./make.sh (needs openssl). The authority's own key is thrown away.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: > "$work/index.txt"
cat > "$work/ca.cnf" <<CNF
[ca]
default_ca = office
[office]
database = $work/index.txt
new_certs_dir = $work
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
x509_extensions = names_of_keys
[names_of_keys]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[any]
commonName = supplied
CNF
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
key "$work/ca.key"
openssl req -new -key "$work/ca.key" -subj "/CN=Test Authority" -addext "basicConstraints=critical,CA:TRUE" \
  -addext "keyUsage=critical,keyCertSign,cRLSign" -out "$work/ca.csr"
openssl ca -batch -notext -selfsign -config "$work/ca.cnf" -keyfile "$work/ca.key" \
  -startdate 20200101000000Z -enddate 20541231000000Z -in "$work/ca.csr" -out authority.pem
issue() { # name, subject alternative names, start, end
  key "$work/$1.key"
  openssl req -new -key "$work/$1.key" -subj "/CN=$1" -addext "subjectAltName=$2" -out "$work/$1.csr"
  openssl ca -batch -notext -config "$work/ca.cnf" -cert authority.pem -keyfile "$work/ca.key" \
    -startdate "$3" -enddate "$4" -in "$work/$1.csr" -out "$work/$1.crt"
  cat "$work/$1.key" "$work/$1.crt" > "$1.pem"
}
issue right "DNS:localhost,DNS:relay.example,IP:127.0.0.1" 20250101000000Z 20541231000000Z
issue expired "DNS:localhost,DNS:relay.example,IP:127.0.0.1" 20200101000000Z 20210101000000Z
issue misnamed "DNS:elsewhere.example" 20250101000000Z 20541231000000Z
