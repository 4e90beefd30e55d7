; =====================================================================================================
; BREAKOUT for the Atari 2600, an open cartridge of 4 KiB (NTSC).
;
; Written for this project so that an agent can learn Breakout on a machine without any ROM. It keeps the
; conventions by which the Arcade Learning Environment reads the original cartridge:
;
;   $CC, $CD  score in BCD: hundreds, tens and ones
;   $B9       lives: 5 after RESET, the game is over at 0
;   $B2       game variation 0, 4, .. 44, stepped by SELECT
;   paddle on INPT0, its button on SWCHA bit 7: ALE's RIGHT moves right. FIRE serves.
;
; Six rows of 18 bricks; the lower two are worth 1 point each, the middle two 4, the upper two 7: 432 points a
; wall, and after the second wall no more. The head of pong.asm tells how a frame and a paddle work.
;
; Assemble:  dasm breakout.asm -f3 -obreakout.bin
;
; A frame has 262 lines. "Row" is a line counted from the first shown one (row 0 = line 34), as ALE's screen does:
;
;   rows        what is shown                                who draws it
;     0 ..   4  black
;     5 ..  14  score (left half) and lives (right half)     playfield, 5 rows of 2 lines
;    15 ..  16  black
;    17 ..  31  upper wall                                   background colour
;    32 ..  56  room above the bricks                        missiles 0 and 1 are the side walls from here on
;    57 ..  92  bricks, six rows of six lines                playfield, rewritten six times on each line
;    93 .. 188  room                                         ball
;   189 .. 192  paddle                                       player 1, twice its width
;   193 .. 195  end of the side walls
;   196 .. 209  black
;
; Walls and bricks of different colours on one line: the playfield has one colour per line, so the walls are missiles of
; 8 pixels in the players' colours. The paddle is player 1 and shares its colour register with the right wall,
; which is why the walls change colour beside it.
;
; The ball is drawn on even lines in one frame and on odd lines in the next, a flicker that a television blends and that
; an agent removes by the maximum over two frames.
; =====================================================================================================

        processor 6502

; ---- TIA, written ----
VSYNC   = $00
VBLANK  = $01
WSYNC   = $02
NUSIZ0  = $04
NUSIZ1  = $05
COLUP0  = $06
COLUP1  = $07
COLUPF  = $08
COLUBK  = $09
CTRLPF  = $0A
PF0     = $0D
PF1     = $0E
PF2     = $0F
RESP0   = $10           ; RESP0 + 0..4 = players 0 1, missiles 0 1, ball
AUDC0   = $15
AUDF0   = $17
AUDV0   = $19
GRP1    = $1C
ENAM0   = $1D
ENAM1   = $1E
ENABL   = $1F
HMP0    = $20
HMOVE   = $2A
; ---- TIA, read ----
INPT0   = $38
; ---- RIOT ----
SWCHA   = $280
SWCHB   = $282
INTIM   = $284
TIM64T  = $296

; ---- colours ----
BLACK   = $00
GREY    = $06
RED     = $46
TEAL    = $B6

; ---- geometry in pixels and rows ----
LEFT_WALL       = 8             ; first pixel inside
RIGHT_WALL      = 152           ; first pixel outside
TOP             = 32
BRICK_TOP       = 57
BRICK_ROWS      = 6
BRICK_HEIGHT    = 6
BRICK_BOTTOM    = BRICK_TOP + BRICK_ROWS * BRICK_HEIGHT
BRICK_COLUMNS   = 18
BRICK_COUNT     = BRICK_ROWS * BRICK_COLUMNS
PADDLE_ROW      = 189
PADDLE_WIDTH    = 16
PADDLE_MAX_X    = RIGHT_WALL - PADDLE_WIDTH
BALL_WIDTH      = 2
BALL_HEIGHT     = 4
BALL_MAX_X      = RIGHT_WALL - BALL_WIDTH
LOST_ROW        = 194           ; the ball is below the paddle
HIDDEN_Y        = 240           ; no row shown is in 240..243
SERVE_Y         = 122

; ---- rules ----
LIVES           = 5
WALLS           = 2
IDLE_HITS       = 6             ; after so many paddle hits without a brick the direction is drawn by lot: no endless patterns

; ---- RAM ----------------------------------------------------------------------------------------
; bricks holds six bytes for each row, uppermost first, in the order the beam needs them: PF0, PF1, PF2 of the left half, PF0,
; PF1, PF2 of the right half. A brick is two playfield pixels of 4. Positions are 8.8 fixed point, velocities signed 8.8.
bricks          = $80           ; 36 bytes
bricksLeft      = $A4
wallsLeft       = $A5           ; walls still to come
frame           = $A6
lfsr            = $A7           ; random bits, never 0
playing         = $A8           ; 0: waiting for RESET
waiting         = $A9           ; 1: the ball waits for FIRE
soundTimer      = $AA
selectHeld      = $AB
temp            = $AC
hits            = $AD           ; paddle hits since the serve
speed           = $AE           ; 0..3, index of SpeedY
chargeLines     = $AF           ; lines above the field on which the paddle's capacitor was not charged
chargeMark      = $B0           ; the last Y of the field kernel at which it was not
firstMark       = $B1           ; chargeMark if it was charged before the field began
variation       = $B2           ; fixed by ALE's mode selection
ballLine        = $B3           ; ENABL for the next line
ballRows        = $B4           ; 4 bytes: ENABL for each row of the ball
brickRow        = $B8
lives           = $B9           ; fixed by ALE's rule
paddleX         = $C8           ; left edge, 8..136
score           = $CC           ; fixed by ALE's rule: hundreds
scoreLow        = $CD           ; tens and ones
hundredsDigit   = $D0           ; 5 bytes of PF1, left half, bottom first
tensOnesDigits  = $D5           ; 5 bytes of PF2, left half
livesDigit      = $DA           ; 5 bytes of PF1, right half
ballXSub        = $E2
ballX           = $E3           ; left edge, 8..150
ballYSub        = $E4
ballY           = $E5           ; top row; HIDDEN_Y while waiting
velocityXSub    = $E6
velocityX       = $E7
velocityYSub    = $E8
velocityY       = $E9
oldY            = $EA
idleHits        = $EB           ; paddle hits since the last brick

; ---- macros ---------------------------------------------------------------------------------------
; Counts this line if the capacitor is not charged yet. 10 cycles at most, no register changed.
        MAC COUNT_CHARGE
        bit INPT0               ; 3
        bmi .charged            ; 2/3
        inc chargeLines         ; 5
.charged
        ENDM

; {1} lines on which nothing changes but the paddle's counter.
        MAC PLAIN_LINES
        ldx #{1}
.next
        sta WSYNC
        COUNT_CHARGE
        dex
        bne .next
        ENDM

; Inside the field Y = row - ballY, one subtraction for the whole frame: the ball is on rows where Y, unsigned, is less than 4.
; Remembering Y where the capacitor is not charged is two cycles faster than counting.
        MAC MARK_CHARGE         ; 8
        bit INPT0               ; 3
        bmi .charged            ; 2/3
        sty chargeMark          ; 3
.charged
        ENDM

        MAC SHOW_BALL           ; 6, at the start of a line
        lda ballLine
        sta ENABL
        ENDM

        MAC PREPARE_BALL        ; 17, ballLine for the row that follows
        iny                     ; 2
        lda #0                  ; 2
        cpy #BALL_HEIGHT        ; 2
        bcs .noBall             ; 2/3
        lda ballRows,y          ; 4
.noBall
        sta ballLine            ; 3
        ENDM

; {1} lines of the field that hold nothing but the ball and the side walls.
        MAC FIELD_LINES
        ldx #{1}
.next
        sta WSYNC
        SHOW_BALL
        MARK_CHARGE
        PREPARE_BALL
        dex
        bne .next
        ENDM

        org $F000

; ---- power-on -----------------------------------------------------------------------------------
Start
        sei
        cld
        ldx #$FF
        txs
        inx
        txa
.clear
        sta $00,x
        inx
        bne .clear
        jsr NewGame
        lda #0                  ; the wall is shown, but only RESET begins a game
        sta playing
        sta lives

; ---- vertical sync: 3 lines ------------------------------------------------------------------------
NextFrame
        lda #$02
        sta WSYNC
        sta VSYNC               ; line 259
        lda #44                 ; 43 * 64 cycles reach into line 33, the last of the blank
        sta TIM64T
        sta WSYNC
        sta WSYNC
        lda #0
        sta WSYNC
        sta VSYNC               ; line 0

; ---- vertical blank: the game, then the positions for the kernel --------------------------------------
; The game runs here and not in the shorter overscan: building a wall takes 700 cycles, and RAM read after a frame
; is what that frame shows.
        inc frame
        jsr ReadSwitches
        jsr MovePaddle
        jsr StepRandom
        lda playing
        beq .gameDone
        lda waiting
        beq .inPlay
        bit SWCHA               ; N = bit 7, 0 while the button is down
        bmi .gameDone
        jsr Serve
        jmp .gameDone
.inPlay
        jsr MoveBall
.gameDone

; Which lines of the ball this frame shows: the even ones of the screen or the odd ones.
        lda frame
        eor ballY
        lsr                     ; C = parity
        lda #2
        bcc .even
        lda #0
.even
        sta ballRows
        sta ballRows+2
        eor #2
        sta ballRows+1
        sta ballRows+3

        lda paddleX
        sec
        sbc #4                  ; a player of double width appears a pixel further right than the ball
        ldx #1
        jsr PositionObject
        lda #158                ; = -2: missiles and ball appear two pixels right of A
        ldx #2
        jsr PositionObject
        lda #RIGHT_WALL - 2
        ldx #3
        jsr PositionObject
        lda ballX
        sec
        sbc #2
        ldx #4
        jsr PositionObject
        sta WSYNC
        sta HMOVE

        lda #GREY
        sta COLUPF
        sta COLUP0
        sta COLUP1
        lda #$10                ; ball two pixels wide, playfield not mirrored
        sta CTRLPF
        lda #$30                ; missile of 8 pixels
        sta NUSIZ0
        lda #$35                ; missile of 8 pixels, player twice as wide
        sta NUSIZ1
        lda #0
        sta COLUBK
        sta chargeLines

.waitBlank
        lda INTIM
        bne .waitBlank
        sta WSYNC               ; row 0
        sta VBLANK              ; A = 0: picture on, the paddle's capacitor begins to charge
        COUNT_CHARGE
        PLAIN_LINES 4

; ---- score: rows 5..14 --------------------------------------------------------------------------------
        ldx #4
.scoreRow
        ldy #2
.scoreLine
        sta WSYNC
        lda hundredsDigit,x     ; 4
        sta PF1                 ; 3   7
        lda tensOnesDigits,x    ; 4
        sta PF2                 ; 3   14
        COUNT_CHARGE            ; 10  24 at most, 20 at least
        nop                     ; 2 each: until the beam has left the left PF1 (cycle 39)
        nop
        nop
        nop
        nop
        nop
        lda livesDigit,x        ; 4   40
        sta PF1                 ; 3   43, and 39 at least
        lda #0                  ; 2
        nop
        nop
        nop
        sta PF2                 ; 3   54, and 50 at least: after the left PF2 (cycle 49), before the right (65)
        dey
        bne .scoreLine
        dex
        bpl .scoreRow

; ---- rows 15..31 ----------------------------------------------------------------------------------------
        lda #0
        sta WSYNC               ; row 15
        sta PF1
        COUNT_CHARGE
        PLAIN_LINES 1
        lda #GREY
        sta WSYNC               ; row 17
        sta COLUBK
        COUNT_CHARGE
        lda #RED                ; the ball's colour from here on
        sta COLUPF
        PLAIN_LINES 14

        lda #TOP
        sec
        sbc ballY
        tay                     ; Y = row - ballY for row 32
        tax
        dex
        stx firstMark
        stx chargeMark
        lda #0
        cpy #BALL_HEIGHT
        bcs .noBallYet
        lda ballRows,y
.noBallYet
        sta ballLine

; ---- rows 32..56: the room above the bricks ----------------------------------------------------------
        lda #0
        ldx #2
        sta WSYNC               ; row 32
        sta COLUBK
        stx ENAM0
        stx ENAM1
        SHOW_BALL               ; cycle 15
        MARK_CHARGE
        PREPARE_BALL
        FIELD_LINES 24

; ---- rows 57..92: the bricks -----------------------------------------------------------------------
; Six playfield bytes on each line, each written after the beam has left its previous use and before it comes to the next. PF0, PF1
; and PF2 are shown at cycles 23-28, 28-39, 39-49 in the left half, and 49-55, 55-65, 65-76 in the right half. Loops
; and indexed addresses would take more than 76 cycles; so each of the 36 lines has code of its own.
; {1} = row of bricks, {2} = its colour or -1 on its further lines.
        MAC BRICK_LINE
        sta WSYNC
        SHOW_BALL               ; 6
        IF {2} >= 0
        lda #{2}                ; 2
        sta COLUPF              ; 3   11
        ENDIF
        lda bricks + 6 * {1}    ; 3
        sta PF0                 ; 3   12 or 17
        lda bricks + 6 * {1} + 1
        sta PF1                 ;     18 or 23
        lda bricks + 6 * {1} + 2
        sta PF2                 ;     24 or 29
        lda bricks + 6 * {1} + 3
        sta PF0                 ;     30 or 35
        MARK_CHARGE             ;     38 or 43; 36 at least
        lda bricks + 6 * {1} + 4
        sta PF1                 ;     44 or 49; 42 at least
        IF {2} < 0
        nop                     ;     46 or 49; 44 at least
        ENDIF
        lda bricks + 6 * {1} + 5
        sta PF2                 ;     52 or 55; 50 at least
        PREPARE_BALL            ;     67 or 70, 69 or 72 on a row of the ball; WSYNC takes 3 of the 4 left
        ENDM

        MAC BRICK_ROW
        BRICK_LINE {1}, {2}
        BRICK_LINE {1}, -1
        BRICK_LINE {1}, -1
        BRICK_LINE {1}, -1
        BRICK_LINE {1}, -1
        BRICK_LINE {1}, -1
        ENDM

        BRICK_ROW 0, $46
        BRICK_ROW 1, $36
        BRICK_ROW 2, $26
        BRICK_ROW 3, $16
        BRICK_ROW 4, $C6
        BRICK_ROW 5, $86

; ---- rows 93..188 -------------------------------------------------------------------------------------
        sta WSYNC               ; row 93
        SHOW_BALL               ; 6
        lda #0                  ; 2
        sta PF0                 ; 3   11
        sta PF1                 ; 3   14
        sta PF2                 ; 3   17
        lda #RED                ; 2
        sta COLUPF              ; 3   22
        MARK_CHARGE
        PREPARE_BALL
        FIELD_LINES 95

; ---- paddle -----------------------------------------------------------------------------------------
        sta WSYNC               ; row 189
        SHOW_BALL               ; 6
        ldx #$FF                ; 2
        stx GRP1                ; 3   11
        ldx #RED                ; 2
        stx COLUP1              ; 3   16
        ldx #TEAL               ; 2
        stx COLUP0              ; 3   21
        MARK_CHARGE
        PREPARE_BALL
        FIELD_LINES 3
        sta WSYNC               ; row 193
        SHOW_BALL
        ldx #0
        stx GRP1
        MARK_CHARGE
        PREPARE_BALL
        FIELD_LINES 2
        lda #0
        sta WSYNC               ; row 196
        sta ENAM0
        sta ENAM1
        sta ENABL
        PLAIN_LINES 13
        lda #$82                ; picture off, empty the paddle's capacitor
        sta WSYNC               ; line 244
        sta VBLANK

; ---- overscan -----------------------------------------------------------------------------------------
        lda #18                 ; 17 * 64 cycles reach into line 258
        sta TIM64T
        jsr FadeSound
        jsr DrawScore           ; shown in the next frame
.waitOverscan
        lda INTIM
        bne .waitOverscan
        jmp NextFrame

; ---- switches ---------------------------------------------------------------------------------------
ReadSwitches
        lda SWCHB               ; 0 = pressed: bit 0 RESET, bit 1 SELECT
        lsr
        bcc NewGame             ; for as long as it is held
        lsr
        bcs .selectReleased
        lda selectHeld
        bne .sameVariation
        inc selectHeld
        lda variation           ; only the number changes: all variations play the same game
        clc
        adc #4
        cmp #48
        bne .notLast
        lda #0
.notLast
        sta variation
.sameVariation
        rts
.selectReleased
        lda #0
        sta selectHeld
        rts

; Everything a game depends on gets its first value here, so that every RESET begins the same game.
NewGame
        lda #0
        sta score
        sta scoreLow
        sta frame
        sta soundTimer
        sta AUDV0
        lda #$5A
        sta lfsr
        lda #1
        sta playing
        lda #LIVES
        sta lives
        lda #WALLS - 1
        sta wallsLeft
        jsr BuildWall
; fall through
PrepareServe
        lda #HIDDEN_Y
        sta ballY
        lda #80
        sta ballX
        lda #1
        sta waiting
        rts

; All 108 bricks.
BuildWall
        lda #BRICK_COUNT
        sta bricksLeft
        ldx #6 * BRICK_ROWS - 1
.row
        ldy #5
.byte
        lda FullRow,y
        sta bricks,x
        dex
        dey
        bpl .byte
        txa
        bpl .row
        rts

; ---- random bits ----------------------------------------------------------------------------------
; Galois shift register x^8+x^6+x^5+x^4+1, period 255, one step per frame, with the paddle's position stirred in, and the
; time while the button is down. Games differ with what the player does and when, and repeat exactly when
; he does the same.
StepRandom
        lda lfsr
        lsr
        bcc .noTap
        eor #$B8
.noTap
        eor paddleX
        bit SWCHA
        bmi .notFire
        eor frame
.notFire
        cmp #0
        bne .notZero
        lda #$5A                ; 0 would stay 0
.notZero
        sta lfsr
        rts

; ---- sound ------------------------------------------------------------------------------------------
; A = pitch divider (AUDF0), X = frames.
PlayTone
        sta AUDF0
        stx soundTimer
        lda #$0C
        sta AUDC0
        lda #6
        sta AUDV0
        rts

FadeSound
        lda soundTimer
        beq .silent
        dec soundTimer
        rts
.silent
        sta AUDV0
        rts

; ---- the paddle ---------------------------------------------------------------------------------------
; Lines until the capacitor was charged, 7..198, become x = 142 - 11/16 lines: just the room between the walls, so that no
; part of the paddle's turn is dead.
MovePaddle
        lda chargeMark
        sec
        sbc firstMark
        clc
        adc chargeLines
        lsr
        sta temp                ; 8/16
        lsr
        lsr
        tax
        clc
        adc temp
        sta temp                ; 10/16
        txa
        lsr
        clc
        adc temp                ; 11/16
        eor #$FF                ; 142 - A
        sec
        adc #142
        cmp #LEFT_WALL
        bcs .notLeft
        lda #LEFT_WALL
.notLeft
        cmp #PADDLE_MAX_X + 1
        bcc .notRight
        lda #PADDLE_MAX_X
.notRight
        sta paddleX
        rts

; ---- serve ------------------------------------------------------------------------------------------
; Downwards from one of 64 columns, a pixel per frame to the left or to the right.
Serve
        lda #0
        sta waiting
        sta hits
        sta idleHits
        sta speed
        sta ballXSub
        sta ballYSub
        sta velocityXSub
        sta velocityYSub
        lda #SERVE_Y
        sta ballY
        lda lfsr
        and #$3F
        clc
        adc #48
        sta ballX
        lda #1
        sta velocityY
        bit lfsr                ; V = bit 6
        bvc .right
        lda #$FF
.right
        sta velocityX
        rts

; ---- the ball -----------------------------------------------------------------------------------------
MoveBall
        lda ballXSub
        clc
        adc velocityXSub
        sta ballXSub
        lda ballX
        adc velocityX
        cmp #LEFT_WALL
        bcc .leftWall
        cmp #BALL_MAX_X + 1
        bcc .insideX
        eor #$FF                ; mirror: x = 2 * BALL_MAX_X - x
        sec
        adc #2 * BALL_MAX_X & $FF
        jmp .sideBounce
.leftWall
        eor #$FF                ; mirror: x = 2 * LEFT_WALL - x
        sec
        adc #2 * LEFT_WALL
.sideBounce
        sta ballX
        lda #0
        sec
        sbc velocityXSub
        sta velocityXSub
        lda #0
        sbc velocityX
        sta velocityX
        jsr WallTone
        lda ballX
.insideX
        sta ballX

        lda ballY
        sta oldY
        lda ballYSub
        clc
        adc velocityYSub
        sta ballYSub
        lda ballY
        adc velocityY
        sta ballY
        bit velocityY
        bpl .down

; Upwards: the ball's first row meets bricks or the upper wall.
        cmp #TOP
        bcc .upperWall
        jmp HitBrick
.upperWall
        lda #TOP
        sta ballY
        jsr ReverseY
        jmp WallTone

; Downwards: the ball's last row meets bricks, the paddle or nothing.
.down
        clc
        adc #BALL_HEIGHT - 1
        cmp #BRICK_BOTTOM
        bcs .belowBricks
        jmp HitBrick
.belowBricks
        cmp #PADDLE_ROW
        bcc .fly
        cmp #PADDLE_ROW + 6     ; at 3 rows per frame the ball cannot jump over 6
        bcs .beyond
        lda ballX
        sec
        sbc paddleX
        clc
        adc #BALL_WIDTH - 1     ; 0 = the ball's right pixel on the paddle's left one ... 16 = the reverse
        cmp #PADDLE_WIDTH + BALL_WIDTH - 1
        bcc HitPaddle
.beyond
        lda ballY
        cmp #LOST_ROW
        bcc .fly
        dec lives
        bne .nextBall
        lda #0                  ; game over; the screen stays until RESET
        sta playing
.nextBall
        lda #31
        ldx #16
        jsr PlayTone
        jmp PrepareServe
.fly
        rts

WallTone
        lda #24
        ldx #2
        jmp PlayTone

ReverseY
        lda #0
        sec
        sbc velocityYSub
        sta velocityYSub
        lda #0
        sbc velocityY
        sta velocityY
        rts

; A = place of the hit, 0..16. The place decides the direction, -2..2 pixels per frame to the side, the number of hits the speed.
HitPaddle
        tax
        lda idleHits
        cmp #IDLE_HITS
        bcs .byLot
        inc idleHits
        bcc .place              ; always
.byLot
        lda lfsr
        and #$0F
        tax
.place
        lda AngleSub,x
        sta velocityXSub
        lda Angle,x
        sta velocityX
        lda #PADDLE_ROW - BALL_HEIGHT
        sta ballY
        inc hits
        lda hits
        ldx #1
        cmp #4
        beq .faster
        inx
        cmp #12
        bne .sameSpeed
.faster
        jsr RaiseSpeed
.sameSpeed
        jsr SetSpeed
        jsr ReverseY
        lda bricksLeft          ; a new wall is built while the ball is down here
        bne .wallStands
        lda wallsLeft
        beq .wallStands
        dec wallsLeft
        jsr BuildWall
.wallStands
        lda #12
        ldx #3
        jmp PlayTone

; The speed becomes X, but never lower than it was; it falls back with the next ball only.
RaiseSpeed
        cpx speed
        bcc .already
        stx speed
.already
        rts

; velocityY = + the rows per frame of this speed.
SetSpeed
        ldx speed
        lda SpeedYSub,x
        sta velocityYSub
        lda SpeedY,x
        sta velocityY
        rts

; ---- bricks -------------------------------------------------------------------------------------------
; A = row of the ball's front edge, above BRICK_BOTTOM. If there is a brick: it goes, the ball turns back, points.
HitBrick
        sec
        sbc #BRICK_TOP
        bcc .none               ; above the bricks
        ldx #$FF
.divide
        inx
        sbc #BRICK_HEIGHT       ; C is set on each pass
        bcs .divide
        cpx #BRICK_ROWS
        bcs .none
        stx brickRow            ; 0 = uppermost
        txa
        asl
        adc brickRow            ; C is clear: a row below 6
        asl                     ; * 6 bytes
        sta temp
        lda ballX
        sec
        sbc #LEFT_WALL - 1      ; the ball's right pixel decides
        lsr
        lsr
        lsr                     ; / 8 pixels per brick
        cmp #BRICK_COLUMNS
        bcc .column
        lda #BRICK_COLUMNS - 1
.column
        tay
        lda temp
        clc
        adc BrickByte,y
        tax
        lda bricks,x
        and BrickMask,y
        beq .none
        eor bricks,x
        sta bricks,x
        dec bricksLeft
        lda #0
        sta idleHits
        lda oldY                ; the ball turns where it was, outside the brick
        sta ballY
        ldy brickRow
        ldx BrickSpeed,y
        jsr RaiseSpeed
        lda velocityY
        php
        jsr SetSpeed            ; downwards ...
        plp
        bmi .points
        jsr ReverseY            ; ... or upwards if it came from above
.points
        sed
        lda BrickPoints,y
        clc
        adc scoreLow
        sta scoreLow
        lda score
        adc #0
        sta score
        cld
        lda BrickPitch,y
        ldx #3
        jmp PlayTone
.none
        rts

; ---- drawing help ---------------------------------------------------------------------------------------
; Score and lives as playfield bytes. PF2 is shown with bit 0 on the left, so tens and ones come from mirrored digits.
DrawScore
        lda score
        and #$0F
        jsr TimesFive
        tay
        ldx #0
.hundreds
        lda Digits,y
        and #$0F
        sta hundredsDigit,x
        iny
        inx
        cpx #5
        bne .hundreds

        lda lives
        jsr TimesFive
        tay
        ldx #0
.lives
        lda Digits,y
        and #$F0
        sta livesDigit,x
        iny
        inx
        cpx #5
        bne .lives

        lda scoreLow
        lsr
        lsr
        lsr
        lsr
        jsr TimesFive
        tay
        ldx #0
.tens
        lda MirroredDigits,y
        and #$0F
        sta tensOnesDigits,x
        iny
        inx
        cpx #5
        bne .tens

        lda scoreLow
        and #$0F
        jsr TimesFive
        tay
        ldx #0
.ones
        lda MirroredDigits,y
        and #$F0
        ora tensOnesDigits,x
        sta tensOnesDigits,x
        iny
        inx
        cpx #5
        bne .ones
        rts

TimesFive
        sta temp
        asl
        asl
        clc
        adc temp
        rts

; A = pixel, X = object 0..4, see pong.asm: the object appears at A + 2 (players at A + 3, double ones at A + 4).
PositionObject
        sta WSYNC
        sec                     ; 2
.fifteen
        sbc #15                 ; 2
        bcs .fifteen            ; 3, the last time 2
        eor #$07                ; 2
        asl                     ; 8
        asl
        asl
        asl
        sta HMP0,x              ; 4
        sta RESP0,x             ; 4   cycle 19 + 5n for n rounds
        rts

; ---- tables --------------------------------------------------------------------------------------------
FullRow
        dc.b $C0, $FF, $FF, $F0, $FF, $3F

; Where column 0..17 is: byte in the row, bits. PF0 and PF2 are shown with their low bits on the left, PF1 with its high ones.
BrickByte
        dc.b 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 4, 4, 5, 5, 5
BrickMask
        dc.b $C0, $C0, $30, $0C, $03, $03, $0C, $30, $C0, $30, $C0, $C0, $30, $0C, $03, $03, $0C, $30

; By row, uppermost first: points, the speed to which the ball is raised, the pitch.
BrickPoints
        dc.b $07, $07, $04, $04, $01, $01
BrickSpeed
        dc.b 3, 3, 2, 2, 0, 0
BrickPitch
        dc.b 8, 9, 10, 11, 14, 16

; Rows per frame: 1.5, 2, 2.5, 3.
SpeedYSub
        dc.b $80, $00, $80, $00
SpeedY
        dc.b 1, 2, 2, 3

; Pixels per frame to the side by place of the hit: (place - 8) / 4, but never less than a half, as a ball that flies straight up and
; down does nothing.
AngleSub
        dc.b <-512, <-448, <-384, <-320, <-256, <-192, <-128, <-128, <-128
        dc.b <128, <128, <192, <256, <320, <384, <448, <512
Angle
        dc.b >-512, >-448, >-384, >-320, >-256, >-192, >-128, >-128, >-128
        dc.b >128, >128, >192, >256, >320, >384, >448, >512

; Digits of 3 x 5, bottom row first, each nibble holds the same three bits.
Digits
        dc.b $77, $55, $55, $55, $77
        dc.b $11, $11, $11, $11, $11
        dc.b $77, $44, $77, $11, $77
        dc.b $77, $11, $77, $11, $77
        dc.b $11, $11, $77, $55, $55
        dc.b $77, $11, $77, $44, $77
        dc.b $77, $55, $77, $44, $77
        dc.b $11, $11, $11, $11, $77
        dc.b $77, $55, $77, $55, $77
        dc.b $77, $11, $77, $55, $77
; The same with the left pixel in the lowest bit of three, a gap in bit 0.
MirroredDigits
        dc.b $EE, $AA, $AA, $AA, $EE
        dc.b $88, $88, $88, $88, $88
        dc.b $EE, $22, $EE, $88, $EE
        dc.b $EE, $88, $EE, $88, $EE
        dc.b $88, $88, $EE, $AA, $AA
        dc.b $EE, $88, $EE, $22, $EE
        dc.b $EE, $AA, $EE, $22, $EE
        dc.b $88, $88, $88, $88, $EE
        dc.b $EE, $AA, $EE, $AA, $EE
        dc.b $EE, $88, $EE, $AA, $EE

        org $FFFA
        dc.w Start              ; NMI, not wired on the 2600
        dc.w Start              ; RESET
        dc.w Start              ; IRQ/BRK
