"""The words by which free text tells that it names no person (R1). Data only, folded; extend them here."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(line.strip() for line in text.strip().splitlines())


PLACEHOLDERS = _words(
    """tbd tba tbc todo n/a n.a. na none nil null unknown unassigned various multiple misc other others vacant open empty blank
    pending nobody no-one noone someone somebody anyone anybody whoever unbekannt offen keiner niemand diverse verschiedene
    inconnu aucun plusieurs desconocido ninguno varios sconosciuto nessuno onbekend xxx xx x test undefined yes no"""
) | _phrases(
    """not available
    not applicable
    not assigned
    to be determined
    to be decided
    to be confirmed
    to be announced
    see above
    see notes
    same as above
    as above
    no owner
    no one
    no contact
    à définir
    por definir
    da definire
    wird noch benannt"""
)

EVERYONE = _words("@here @channel @everyone @all <!here> <!channel> <!everyone> here channel everyone everybody all alle tous todos")

TEAM = _words(
    """team teams squad squads department dept dept. group groups committee office division unit crew guild tribe chapter
    helpdesk desk staff board council bureau branch directorate section centre center taskforce workgroup consortium people
    colleagues folks guys developers engineers analysts users abteilung gruppe équipe equipe equipo squadra afdeling bereich"""
)
ORGANISATION = _words(
    """the our a an and of for & it ict ml ai data science platform product sales marketing finance hr legal security engineering
    operations ops devops mlops infra infrastructure cloud web mobile app apps search growth research analytics billing invoice
    invoices claims customer customers service services support success fraud risk compliance audit quality supply chain logistics
    procurement purchasing accounting payroll it-support software hardware network systems system business intelligence digital
    innovation transformation technology tech information model models learning machine artificial vendor external internal core
    backend frontend central global regional local corporate public affairs communications content design ux delivery project program
    programme portfolio strategy planning admin administration management executive leadership das die der le la les el los"""
)
ALONE = _words(
    """it ict ml ai hr ops devops mlops legal finance marketing sales engineering security support operations data product platform
    research analytics vendor business management leadership procurement compliance service services contractor supplier internal
    external administration accounting helpdesk developers engineers everybody"""
)
FUNCTIONS = _words(
    """cio cto ceo cfo coo ciso cdo caio cdaio ocio pm po manager director owner administrator admin lead head chief officer
    coordinator supervisor superintendent steward operator maintainer sponsor custodian president secretary webmaster"""
)
TITLES = _words("dr dr. mr mr. mrs mrs. ms ms. mx mx. prof prof. sir dame herr frau ing. dipl.-ing. m. mme señor señora")
COMPANIES = _words("inc inc. ltd ltd. llc gmbh ag corp corp. corporation company co. s.a. s.r.l. bv b.v. plc kg oy ab sas")

MAILBOX = _words(
    """support help helpdesk info information team teams admin admins administrator contact contacts office desk service services
    servicedesk hello hi sales marketing billing noreply no reply donotreply questions question feedback inbox mailbox enquiries
    inquiries press media jobs careers hr legal privacy security abuse postmaster webmaster hostmaster root caio cdaio ocio cio cto
    ceo ciso cdo clearinghouse hotline hq group board committee governance compliance operations ops devops procurement accounts
    accounting finance payroll general public reception secretary secretariat kontakt anfrage buero vertrieb datenschutz
    alerts alert monitoring notifications notify automation bot bots system systems service-desk itsupport shared common list"""
)
MAILBOX_ALONE = _words(
    "ai it data ml digital tech technology research science analytics cloud innovation web net mail email post model models"
)
MAILBOX_ENDINGS = ("mail", "team", "desk", "support", "office", "admin", "info", "group", "inbox", "caio", "ocio", "cio")
NAMES_LIKE_ENDINGS = _words("ismail esmail smail jamail kamail ismaail")

SELF = (
    "itself",
    "self-managed",
    "self managed",
    "self-healing",
    "self-monitoring",
    "self-maintaining",
    "autonomous",
    "no human",
    "von selbst",
    "sich selbst",
)
ITSELF_SUBJECTS = _words("ai model system bot it agent algorithm ki chatbot llm machine assistant")
