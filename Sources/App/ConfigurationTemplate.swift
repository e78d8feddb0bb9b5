// The configuration that `init` writes: what exists, explained, with the defaults as they are.

/// The text of a new ml-connector.yaml. Only features of this version stand in it.
enum ConfigurationTemplate {
    static let text = """
        # ml-connector: keeps Procurify and Acumatica in step.
        # Secrets do not belong in here. Store them with `ml-connector secret set NAME`:
        #   <connection>.procurify.client_secret, <connection>.acumatica.client_secret, <connection>.acumatica.password
        # Durations are written 500ms, 2s, 12m, 1h or 1d.

        store: sqlite                       # <home>/ml-connector.db
        allow_loopback: false               # true permits http:// and loopback addresses, for the sandbox and for tests
        tls: {ca_file: null}                # a PEM file, where a private authority signed the systems' certificates

        # One entry for each pair of systems. Take out the `[]` and the `# ` in front of the lines below, and fill in
        # your own values. Then run `ml-connector ping`.
        connections: []
        #  - name: acme                                     # a to z, 0 to 9 and `-`
        #    procurify:
        #      url: https://acme.procurify.com
        #      client_id: aX9
        #      time_zone: America/Denver                    # default: the headquarter location's
        #      link_template: null                          # e.g. https://acme.procurify.com/#/bills/{id}
        #    acumatica:
        #      url: https://acme.example.com/erp            # with the instance directory, if there is one
        #      tenant: ACME
        #      endpoint: Default
        #      endpoint_version: 24.200.001                 # or 25.200.001
        #      branch: HEADOFFICE
        #      auth: password                               # password | session
        #      client_id: 88358B02-A48D-A50E-F710-39C1636C30F6@ACME     # not for session
        #      username: connector
        #    license:                                       # our share of the ERP's licence
        #      requests_per_minute: 50
        #    schedule:                                      # "15m", "1h", never, or a cron line with a time zone
        #      vendors: 15m
        #      accounts: 1h
        #      purchase-orders: 5m
        #      bills: 5m
        #      sweep: "30 2 * * * America/Denver"           # the full comparison of both sides
        #    posting:
        #      start_date: 2026-07-01                       # required: what was first approved earlier is never posted
        #      order_state: open                            # on-hold | open
        #      bill_state: balanced                         # on-hold | balanced | released
        #      bill_without_order: hold                     # hold | unlinked: its order is older than start_date
        #      adopt_existing: exact                        # never | exact: what was keyed by hand is linked
        #      recoded: unlink                              # hold | unlink: what matches no line of its order
        #      over_order: 0%                               # how far a bill may exceed its order line
        #      create: auto                                 # auto | conditional | plain
        #      resend_after: 15m                            # after the end of the last try; at least 11m
        #      charges: same-account                        # same-account (as the largest line) | mapped
        #    vendors:
        #      match: confirm                               # confirm | unambiguous-name: at the first match
        #      classes: {include: [], exclude: []}
        #      max_deactivations: 5%                        # of a sweep, at least 10; beyond it a person is asked
        #    accounts:
        #      types: [Expense, Asset]
        #      exclude: []                                  # patterns with `*`; cash accounts are left out in any case
        #      departments: all                             # or a list: what a new account code is paired with
        #    defaults: {order_line_type: Service, project: null}

        """
}
