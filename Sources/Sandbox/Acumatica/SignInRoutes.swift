// `/identity` and `/entity/auth`: OAuth password and refresh grants, and the cookie session (acumatica.md 2).

import Foundation

struct SignInRoutes: Sendable {
    let firm: Firm
    /// The directory of the instance, `erp`.
    let directory: String

    /// What a second, nearly empty tenant is called: a sign-in without a tenant reaches it (acumatica.md 2.2).
    static let defaultTenant = "Company"
    private static let scopes: Set<String> = [
        "api", "offline_access", "api:concurrent_access", "openid", "profile", "email", "phone",
    ]

    /// `POST /identity/connect/token`
    func token(_ request: SandboxRequest, _ state: inout WorldState) -> SandboxResponse {
        guard (request.header("content-type") ?? "").lowercased().hasPrefix("application/x-www-form-urlencoded")
        else { return oauthError("invalid_request", "The content type must be application/x-www-form-urlencoded.") }
        let form = Dictionary(
            SandboxRequest.pairs(String(decoding: request.body, as: UTF8.self)).map { ($0.name, $0.value) },
            uniquingKeysWith: { first, _ in first })
        // The suffix of the client id selects the tenant.
        guard form["client_id"]?.lowercased() == firm.credentials.acumaticaClientID.lowercased(),
            form["client_secret"] == firm.credentials.acumaticaClientSecret
        else { return oauthError("invalid_client", "The client is unknown or its secret is wrong.") }
        do {
            switch form["grant_type"] {
            case "password": return try password(form, &state)
            case "refresh_token":
                let answer = try state.acumatica.signIns.refresh(
                    form["refresh_token"] ?? "", tenant: firm.tenant, branch: mainBranch, at: state.clock.now,
                    random: &state.random)
                return answer.map { .json(200, $0) } ?? oauthError("invalid_grant", "The refresh token is not valid.")
            default:
                return oauthError("unsupported_grant_type", "The grant type is not supported.")
            }
        } catch let problem as Problem {
            return problem.response
        } catch {
            return oauthError("invalid_request", "The request cannot be read.")
        }
    }

    private func password(_ form: [String: String], _ state: inout WorldState) throws -> SandboxResponse {
        let scope = form["scope"] ?? ""
        let scopes = Set(scope.split(separator: " ").map(String.init))
        guard scopes.contains("api") || scopes.contains("api:concurrent_access"), scopes.isSubset(of: Self.scopes)
        else { return oauthError("invalid_scope", "The scope is not valid.") }
        guard accepts(name: form["username"], password: form["password"]) else {
            return oauthError("invalid_grant", "The user name or the password is wrong.")
        }
        return .json(
            200,
            try state.acumatica.signIns.openToken(
                tenant: firm.tenant, branch: mainBranch, scope: scope, at: state.clock.now, random: &state.random))
    }

    /// `POST /entity/auth/login`. A wrong password is 500, not 401 (acumatica.md 2.2).
    func login(_ request: SandboxRequest, _ state: inout WorldState) -> SandboxResponse {
        guard let fields = credentials(request) else { return Problem.emptyBody.response }
        guard accepts(name: fields["name"]?.text, password: fields["password"]?.text) else {
            return Problem.error("Error: Invalid credentials. Please try again.").response
        }
        let wanted = (fields["tenant"] ?? fields["company"])?.text ?? ""
        // On a site with one tenant any name reaches it (acumatica.md 2.2).
        let isSingle = state.readings["single-tenant"] == "yes"
        let tenants = [firm.tenant, Self.defaultTenant]
        let name = isSingle ? firm.tenant : wanted.isEmpty ? Self.defaultTenant : wanted
        guard let tenant = tenants.first(where: { $0.lowercased() == name.lowercased() }) else {
            return Problem.error(
                "Error: The company is undefined.", type: "PX.Data.PXUndefinedCompanyException"
            ).response
        }
        let branch = firm.branches.first { folded($0.branchID) == folded(fields["branch"]?.text ?? "") }
        do {
            let session = try state.acumatica.signIns.openCookies(
                tenant: tenant, branch: branch?.branchID ?? mainBranch, at: state.clock.now, random: &state.random)
            return .empty(204, headers: cookies(of: session, &state))
        } catch let problem as Problem {
            return problem.response
        } catch {
            return Problem.error("\(error)").response
        }
    }

    /// `POST /entity/auth/logout`. IIS answers 411 without a length (acumatica.md 2.1).
    func logout(_ request: SandboxRequest, _ state: inout WorldState) -> SandboxResponse {
        guard request.header("content-length") != nil || request.header("transfer-encoding") != nil else {
            return .html(
                411,
                "<h2>Length Required</h2><p>HTTP Error 411. The request must be chunked or have a content length.</p>")
        }
        guard let session = state.acumatica.signIns.session(of: request, at: state.clock.now) else {
            return Problem.notSignedIn.response
        }
        state.acumatica.signIns.close(session.id)
        return .empty(
            204,
            headers: [
                (
                    "Set-Cookie",
                    ".ASPXAUTH=; expires=Tue, 12-Oct-1999 07:00:00 GMT; path=/; secure; HttpOnly; SameSite=None"
                ),
                ("Set-Cookie", "ASP.NET_SessionId=; path=/; HttpOnly; SameSite=Lax"),
            ])
    }

    /// `GET /identity/.well-known/openid-configuration`
    func discovery(_ request: SandboxRequest) -> SandboxResponse {
        let base = "\(request.scheme)://\(request.host)/\(directory)/identity"
        return .json(
            200,
            [
                "issuer": .string(base), "authorization_endpoint": .string(base + "/connect/authorize"),
                "token_endpoint": .string(base + "/connect/token"),
                "scopes_supported": .array(Self.scopes.sorted().map(Value.string)),
                "grant_types_supported": ["authorization_code", "implicit", "password", "refresh_token"],
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            ])
    }

    private var mainBranch: String { firm.branches.first?.branchID ?? "" }

    private func accepts(name: String?, password: String?) -> Bool {
        name?.lowercased() == firm.credentials.acumaticaUsername.lowercased()
            && password == firm.credentials.acumaticaPassword
    }

    private func credentials(_ request: SandboxRequest) -> Fields? {
        guard !request.body.isEmpty else { return nil }
        if (request.header("content-type") ?? "").lowercased().hasPrefix("application/x-www-form-urlencoded") {
            let pairs = SandboxRequest.pairs(String(decoding: request.body, as: UTF8.self))
            return Fields(pairs.map { ($0.name, .string($0.value)) })
        }
        do { return try Value.parse(request.body).fields } catch { return nil }
    }

    /// The recorded set; several values contain `=`, `&`, `+` and `:` (acumatica.md 2.2).
    private func cookies(of session: SignIns.Session, _ state: inout WorldState) -> [(String, String)] {
        let ticks = Int(state.clock.now.timeIntervalSince1970 * 10_000_000) + 621_355_968_000_000_000
        let number = (firm.branches.firstIndex { $0.branchID == session.branch } ?? 0) + 1
        let values = [
            ".ASPXAUTH=\(session.cookies[".ASPXAUTH"] ?? ""); path=/; secure; HttpOnly; SameSite=None",
            "ASP.NET_SessionId=\(session.cookies["ASP.NET_SessionId"] ?? ""); path=/; HttpOnly; SameSite=Lax",
            "UserBranch=\(number); path=/", "CompanyID=\(session.tenant); path=/",
            "Locale=Culture=en-US&TimeZone=GMTM0700A; path=/", "UserBranch=\(number); path=/",
            "requestid=\(state.random.guid().filter { $0 != "-" }.uppercased()); path=/",
            "requeststat=+st:116+sc:~/entity/auth/login+start:\(ticks)+tg:; path=/",
        ]
        return values.map { ("Set-Cookie", $0) }
    }

    private func oauthError(_ code: String, _ text: String) -> SandboxResponse {
        .json(400, ["error": .string(code), "error_description": .string(text)])
    }
}
