FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /out/portaconsole ./cmd/portaconsole && \
    mkdir -p /out/data

FROM scratch
# The public authorities, for servers whose certificates are neither pinned nor from a CA file.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/portaconsole /portaconsole
COPY --from=build --chown=65532:65532 /out/data /data
COPY --from=build --chown=65532:65532 --chmod=1777 /tmp /tmp
ENV PORTACONSOLE_ADDR=0.0.0.0:8080 PORTACONSOLE_DATA=/data
USER 65532:65532
EXPOSE 8080
VOLUME /data
ENTRYPOINT ["/portaconsole"]
